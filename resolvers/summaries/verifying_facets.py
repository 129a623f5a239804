"""Compares stored facets of customers with computed ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, select

from models.billing.customer import Customer
from models.summaries.customer_facets import CustomerFacets, is_of_another_time, is_of_this_time
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.summaries.differences import Difference, differing, pair_by_key
from resolvers.summaries.facet_updates import COLUMNS, FACETS, compute
from storage.statements import among


async def check_facets(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of customers whose stored facets are valid now: for others, every read computes them."""
    sample = {} if customer_ids is None else {"keys": list(customer_ids)}
    rows = await reads.fetch_stored(_differing_facets, customer_ids is not None, **sample)
    found = pair_by_key(rows, COLUMNS, ("id",))
    return [Difference(FACETS.name, customer_id, "", *sides) for (customer_id,), sides in found.items()]


def _differing_facets(scope: Scope, is_sample: bool) -> CompoundSelect[Any]:
    now = number_parameter("now")
    kept, other, customer = (
        scope.table(model, name)
        for model, name in ((CustomerFacets, "stored"), (CustomerFacets, "other"), (Customer, "customer"))
    )
    left_out = select(other.c.id).where(scope.bounds(other), is_of_another_time(other.stored, now))
    if is_sample:
        left_out = left_out.where(among(other.c.id, "keys", scope.dialect))
    of_now = select(*(kept.stored[name] for name in COLUMNS))
    of_now = of_now.where(scope.bounds(kept), is_of_this_time(kept.stored, now))
    computed = compute(customer, now).where(scope.bounds(customer), customer.c.id.not_in(left_out))
    if is_sample:
        of_now = of_now.where(among(kept.c.id, "keys", scope.dialect))
        computed = computed.where(among(customer.c.id, "keys", scope.dialect))
    return differing(of_now, computed, ("id",))
