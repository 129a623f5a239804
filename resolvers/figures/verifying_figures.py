"""Compares kept figures of customers with those computed anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, or_, select

from models.billing.customer import Customer
from models.summaries.customer_figures import CustomerFigures, are_of_this_time
from resolvers.figures.figures import ComputedFigures, compute_figures
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.summaries.differences import MOST_TOLD, Difference
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.portions import portions_of_customers
from storage.statements import among


async def find_differing_figures(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of customers whose figures are kept for this moment: of others, every read computes them.

    Of all customers, also figures of nobody who is there.
    """
    found: list[Difference] = []
    async for customers in portions_of_customers(reads, customer_ids):
        rows = await reads.fetch(_of_this_time, keys=list(customers))
        kept = {row[0]: ComputedFigures(*row[1:]) for row in rows}
        computed = await compute_figures(reads, reads.now, list(kept))
        found += [
            Difference(FIGURES.name, key, "", _words(kept[key]), _words(computed[key]))
            for key in sorted(kept)
            if kept[key] != computed[key]
        ]
    if customer_ids is None:
        found += [Difference(FIGURES.name, row[0], "", "", None) for row in await reads.fetch(_of_nobody)]
    return found[:MOST_TOLD]


def _words(figures: ComputedFigures) -> str:
    return f"{figures.text}, until {figures.until}"


def _of_this_time(scope: Scope) -> Select[Any]:
    kept = scope.table(CustomerFigures, "kept")
    chosen = (kept.c.id, kept.c.figures, kept.c.until)
    its_own = (scope.bounds(kept), among(kept.c.id, "keys", scope.dialect), kept.c.since > 0)
    return select(*chosen).where(*its_own, are_of_this_time(kept.c, number_parameter("now")))


def _of_nobody(scope: Scope) -> Select[Any]:
    kept, customer = scope.table(CustomerFigures, "kept"), scope.table(Customer, "customer")
    is_there = exists().where(scope.bounds(customer), customer.c.id == kept.c.id)
    return select(kept.c.id).where(scope.bounds(kept), ~is_there).limit(MOST_TOLD)


def without_figures(scope: Scope) -> Select[Any]:
    """Of the customers bound as `keys`, those of whom none were kept since before there was the table."""
    kept, customer = scope.table(CustomerFigures, "kept"), scope.table(Customer, "customer")
    is_kept_of = exists().where(
        scope.bounds(kept), kept.c.id == customer.c.id, or_(kept.c.since > 0, kept.c.until.is_not(None))
    )
    return select(customer.c.id).where(scope.bounds(customer), among(customer.c.id, "keys", scope.dialect), ~is_kept_of)
