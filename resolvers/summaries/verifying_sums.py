"""Compares stored sums of payments and invoices with computed ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, select

from models.scoped import SCOPE
from models.tables import MODELS
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.summaries.differences import Difference, Find, differing, pair_by_key
from resolvers.summaries.sums import Sums, compute
from storage.statements import among


def check_sums(sums: Sums) -> Find:
    """The check of one table of sums."""

    async def find(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
        sample = {} if customer_ids is None else {"keys": list(customer_ids)}
        rows = await reads.fetch_stored(_differing, sums, customer_ids is not None, **sample)
        names = [column.name for column in sums.table.columns]
        found = pair_by_key(rows, names, (*SCOPE, *sums.key_names))
        return [
            Difference(sums.table.name, customer_id, " ".join(map(str, key)), *sides)
            for (_, _, customer_id, *key), sides in found.items()
        ]

    return find


def _differing(scope: Scope, sums: Sums, is_sample: bool) -> CompoundSelect[Any]:
    keys = [column.name for column in sums.table.primary_key]
    return differing(_kept(scope, sums, is_sample), _computed(scope, sums, is_sample), keys)


def _kept(scope: Scope, sums: Sums, is_sample: bool) -> Select[Any]:
    table = scope.table(MODELS[sums.table])
    return select(*table.c).where(scope.bounds(table), *_sampled(scope, table, is_sample))


def _computed(scope: Scope, sums: Sums, is_sample: bool) -> Select[Any]:
    facts = scope.table(MODELS[sums.facts])
    return compute(sums, facts, scope.dialect, scope.bounds(facts), *_sampled(scope, facts, is_sample))


def _sampled(scope: Scope, table: Any, is_sample: bool) -> list[Any]:
    return [among(table.c.customer_id, "keys", scope.dialect)] if is_sample else []
