"""A customer's timeline: payments, invoices, subscriptions and operators' changes, merged, newest first."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from models.access.viewer import Viewer
from models.billing.event import Event
from models.billing.payment_intent import PaymentIntent
from models.summaries.payment_summary import PaymentSummary
from models.values.instant import Instant
from resolvers.activity.activity import LATEST, Activity
from resolvers.activity.facts import Facts, fact_columns, facts_for_customer
from resolvers.activity.sources import EVENTS, PAYMENTS, SOURCES, ActivitySource, ActivitySubject, sources_about
from resolvers.activity.wording import describe
from resolvers.paging.orders import NEWEST, Order
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page
from resolvers.reads import Reads
from resolvers.relations import SUBSCRIPTION
from resolvers.scopes import Scope, number_parameter
from resolvers.subscriptions.items import product_names
from storage.statement import Row
from storage.statements import among


@dataclass(frozen=True)
class Timeline:
    """A list like a relation's, but its rows come from several tables."""

    name: str
    child: ClassVar[type[Activity]] = Activity
    order: ClassVar[Order] = LATEST
    status: ClassVar[None] = None

    def page(self, request: PageRequest, _statuses: tuple[StrEnum, ...] | None = None) -> "PageOfActivities":
        """The batch that reads this page for each customer."""
        return PageOfActivities(request)

    def count(self, _statuses: tuple[StrEnum, ...] | None = None) -> "CountOfActivities":
        """The batch that counts each customer's entries."""
        return CountOfActivities()


class _Row(NamedTuple):
    """A row of one source; `facts` has the remaining columns."""

    customer_id: str
    source: int
    at: Instant
    id: str
    subject_id: str | None
    facts: Facts

    @property
    def rank(self) -> int:
        """Its source's."""
        return SOURCES[self.source].rank

    @classmethod
    def of(cls, row: Row) -> "_Row":
        """From a row of the statement."""
        source, at, activity_id, subject_id, *facts, customer_id = row
        return cls(customer_id, source, at, activity_id, subject_id, Facts(*facts))


@dataclass(frozen=True)
class PageOfActivities:
    """The batch that loads one page for each customer id, of all entries or of those about one subject."""

    request: PageRequest
    subject: ActivitySubject | None = None

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Page[Activity]]:
        """One page for each customer; empty for an unknown one."""
        request = self.request
        shape = (sources_about(self.subject), request.backward, request.sides)
        rows = await reads.fetch(_pages_of_sources, *shape, keys=keys, **request.values())
        found: dict[str, list[_Row]] = defaultdict(list)
        for row in map(_Row.of, rows):
            found[row.customer_id].append(row)
        return [_cut(found[key], request, reads.viewer) for key in keys]


@dataclass(frozen=True)
class CountOfActivities:
    """The batch that counts the entries of each customer id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        """One count for each customer."""
        counts: dict[str, int] = defaultdict(int)
        for customer_id, count in await reads.fetch(_counts_of_sources, keys=keys):
            counts[customer_id] += count
        return [counts[key] for key in keys]


@dataclass(frozen=True)
class ActivityOfEvent:
    """The batch that loads the entry of each event id; None for an unknown one."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Activity | None]:
        """One entry for each event."""
        rows = [_Row.of(row) for row in await reads.fetch(_entries_of_events, keys=keys)]
        found = {row.id: _activity(row, reads.viewer) for row in rows}
        return [found.get(f"{EVENTS.name}:{key}") for key in keys]


ACTIVITY_OF_EVENT = ActivityOfEvent()
ACTIVITY_OF_CUSTOMER = Timeline("activity_by_customer_id")

# All rows of a source have one rank.
_WITHIN_SOURCE = Order("within_source", ("at", "id"), descending=True)
# The bounds of stored times, written out: a parameter would be one more at every run.
_FIRST, _LATEST = (literal_column(str(edge), BigInteger) for edge in (-(2**63) + 1, 2**63 - 1))


def _cut(rows: list[_Row], request: PageRequest, viewer: Viewer) -> Page[Activity]:
    # Each source gave its own page. The first rows of all of them together are the page.
    ordered = sorted(rows, key=LATEST.position_of, reverse=LATEST.descending is not request.backward)
    page = cut_page(ordered, request)
    return Page([_activity(row, viewer) for row in page.rows], page.has_next, page.has_previous)


def _activity(row: _Row, viewer: Viewer) -> Activity:
    facts = facts_for_customer(row.facts) if viewer.is_customer else row.facts
    return describe(SOURCES[row.source], row.id, row.at, row.customer_id, row.subject_id, facts)


def _pages_of_sources(
    scope: Scope, indexes: tuple[int, ...], backward: bool, sides: tuple[str, ...]
) -> CompoundSelect[Any]:
    are_bounded = SOURCES.index(PAYMENTS) in indexes
    return union_all(*(_pages_of_source(scope, index, are_bounded, backward, sides) for index in indexes))


def _pages_of_source(scope: Scope, index: int, is_bounded: bool, backward: bool, sides: tuple[str, ...]) -> Select[Any]:
    source = SOURCES[index]

    def narrow(rows: Select[Any], table: Any, parent: Any) -> Select[Any]:
        # Ordered by the table's own columns, which have an index. Within one source the order is the same.
        at = source.stored_time(table)
        indexed = SimpleNamespace(c={"at": at, "id": table.c.id})
        if is_bounded and source is not PAYMENTS:
            rows = rows.where(_is_near(scope, at, parent, backward, sides))
        return (
            rows.where(*source.rows(scope, table), table.c.customer_id == parent)
            .where(*_beyond(source, table, sides))
            .order_by(*_WITHIN_SOURCE.by(indexed, backward))
            .limit(number_parameter("page_limit"))
        )

    pages = scope.pages_of_each(source.model, narrow)
    return pages.select(*_columns(scope, index, pages.rows), pages.parent)


def _entries_of_events(scope: Scope) -> Select[Any]:
    event = scope.table(Event)
    entries = select(*_columns(scope, SOURCES.index(EVENTS), event), event.c.customer_id)
    return entries.where(scope.bounds(event), among(event.c.id, "keys", scope.dialect))


def _columns(scope: Scope, index: int, rows: Any) -> list[Any]:
    source = SOURCES[index]
    facts, subject_id = source.facts(rows.c), rows.c[source.subject_key]
    if source.subject is SUBSCRIPTION:
        facts["products"] = product_names(scope, subject_id)
    return [
        literal(index).label("source"),
        rows.c[source.at].label("at"),
        source.entry_id(rows).label("id"),
        subject_id.label("subject_id"),
        *fact_columns(facts),
    ]


def _is_near(scope: Scope, at: Any, parent: Any, backward: bool, sides: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a moment may be on the page: it is not beyond those of as many payments as the page has entries.

    Most rows of some sources are not told. Without this bound, all of them would be read to find a page of others.
    """
    payment = scope.table(PaymentIntent, "bounding")
    last = (
        select(payment.c.created_at)
        .where(*PAYMENTS.rows(scope, payment), payment.c.customer_id == parent)
        .where(*_beyond(PAYMENTS, payment, sides))
        .order_by(*NEWEST.by(payment, backward))
        .limit(1)
        .offset(number_parameter("page_limit") - 1)
    )
    outer = getattr(parent, "table", None)
    bound = (last if outer is None else last.correlate(outer)).scalar_subquery()
    near: ColumnElement[bool] = at <= func.coalesce(bound, _LATEST) if backward else at >= func.coalesce(bound, _FIRST)
    return near


def _beyond(source: ActivitySource, table: Any, sides: tuple[str, ...]) -> list[ColumnElement[bool]]:
    shown = SimpleNamespace(
        c={
            "at": source.stored_time(table),
            "rank": literal_column(str(source.rank), BigInteger),
            "id": source.entry_id(table),
        }
    )
    return [LATEST.beyond(shown, side) for side in sides]


def _counts_of_sources(scope: Scope) -> CompoundSelect[Any]:
    return union_all(*(_count_of_source(scope, source) for source in SOURCES))


def _count_of_source(scope: Scope, source: ActivitySource) -> Select[Any]:
    if source is PAYMENTS:
        return _count_of_payments(scope)
    table = scope.table(source.model)
    customer_id = table.c.customer_id
    conditions = [*source.rows(scope, table), among(customer_id, "keys", scope.dialect)]
    return select(customer_id, func.count()).where(*conditions).group_by(customer_id)


def _count_of_payments(scope: Scope) -> Select[Any]:
    """Every payment is told, and there may be very many: how many there are is kept."""
    table = scope.table(PaymentSummary)
    customer_id, how_many = table.c.customer_id, cast(func.sum(table.c.how_many), BigInteger)
    own = scope.bounds(table), among(customer_id, "keys", scope.dialect)
    return select(customer_id, how_many).where(*own).group_by(customer_id)
