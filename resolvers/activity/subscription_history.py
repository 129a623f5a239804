"""What happened to a subscription: the entries of its customer's timeline that are about it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, select, union_all

from models.values.instant import Instant
from resolvers.activity.activity import LATEST, Activity
from resolvers.activity.facts import Facts, fact_columns, facts_for_customer
from resolvers.activity.sources import SOURCES
from resolvers.activity.wording import describe
from resolvers.reads import Reads
from resolvers.relations import SUBSCRIPTION
from resolvers.scopes import Scope
from resolvers.subscriptions.items import product_names
from storage.statements import among

MOST = 100
"""How many of each kind are read; the newest come first."""
_SOURCES = tuple(index for index, source in enumerate(SOURCES) if source.subject is SUBSCRIPTION)


@dataclass(frozen=True)
class HistoryOfSubscription:
    """A batch keyed by the subscription's id, in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[Activity]]:
        """What happened to each, newest first."""
        found: dict[str, list[Activity]] = defaultdict(list)
        for source, at, activity_id, subject_id, customer_id, *columns in await reads.fetch(_entries, keys=keys):
            facts = Facts(*columns)
            told = facts_for_customer(facts) if reads.viewer.is_customer else facts
            activity = describe(SOURCES[source], activity_id, at, customer_id, subject_id, told)
            found[subject_id].append(activity)
        return [sorted(found[key], key=LATEST.position_of, reverse=True) for key in keys]


HISTORY_OF_SUBSCRIPTION = HistoryOfSubscription()


def _entries(scope: Scope) -> CompoundSelect[Any]:
    return union_all(*(_entries_of(scope, index) for index in _SOURCES))


def _entries_of(scope: Scope, index: int) -> Select[Any]:
    source = SOURCES[index]
    table = scope.table(source.model, source.name)
    subject_id = table.c[source.subject_key]
    facts = source.facts(table.c)
    facts["products"] = product_names(scope, subject_id)
    newest = (
        select(
            literal(index).label("source"),
            table.c[source.at].label("at"),
            source.entry_id(table).label("id"),
            subject_id.label("subject_id"),
            table.c.customer_id.label("customer_id"),
            *fact_columns(facts),
        )
        .where(*source.rows(scope, table), among(subject_id, "keys", scope.dialect))
        .order_by(source.stored_time(table).desc(), table.c.id.desc())
        .limit(MOST)
        .subquery()
    )
    return select(*newest.c)
