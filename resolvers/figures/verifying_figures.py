"""Compares stored figures of customers with computed ones."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, or_, select

from models.billing.customer import Customer
from models.summaries.customer_figures import CustomerFigures, are_of_this_time
from resolvers.figures.figures import ComputedFigures, compute_figures
from resolvers.isolating import isolate
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.summaries.differences import MOST_TOLD, Difference
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.portions import portions_of_customers
from storage.statements import among


async def find_differing_figures(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of customers whose stored figures are valid now: for others, every read computes them.

    Figures that can't be computed differ, too. For all customers (None), also figures of customers that do not exist.
    """
    found: list[Difference] = []
    async for customers in portions_of_customers(reads, customer_ids):
        rows = await reads.fetch(_of_this_time, keys=list(customers))
        stored = {row[0]: _Stored(ComputedFigures(*row[1:3]), row[3]) for row in rows}
        computed, failed = await isolate(partial(compute_figures, reads, reads.now), list(stored))
        found += [
            Difference(FIGURES.name, key, "", _words(each.figures), _words(computed[key]))
            for key, each in sorted(stored.items())
            if key in computed and each.figures != computed[key] and not each.failures
        ]
        found += [
            Difference(FIGURES.name, key, "", _words(stored[key].figures), f"an error: {type(error).__name__}")
            for key, error in sorted(failed.items())
        ]
    if customer_ids is None:
        found += [Difference(FIGURES.name, row[0], "", "", None) for row in await reads.fetch(_of_nobody)]
    return found[:MOST_TOLD]


class _Stored(NamedTuple):
    """If there are `failures`, the figures are tried again later, and may differ until then."""

    figures: ComputedFigures
    failures: int


def _words(figures: ComputedFigures) -> str:
    return f"{figures.text}, until {figures.until}"


def _of_this_time(scope: Scope) -> Select[Any]:
    stored = scope.table(CustomerFigures, "stored")
    chosen = (stored.c.id, stored.c.figures, stored.c.until, stored.c.failures)
    its_own = (scope.bounds(stored), among(stored.c.id, "keys", scope.dialect), stored.c.since > 0)
    return select(*chosen).where(*its_own, are_of_this_time(stored.c, number_parameter("now")))


def _of_nobody(scope: Scope) -> Select[Any]:
    stored, customer = scope.table(CustomerFigures, "stored"), scope.table(Customer, "customer")
    is_there = exists().where(scope.bounds(customer), customer.c.id == stored.c.id)
    return select(stored.c.id).where(scope.bounds(stored), ~is_there).limit(MOST_TOLD)


def without_figures(scope: Scope) -> Select[Any]:
    """Of the customers bound as `keys`, those who have had no figures since before there was the table."""
    stored, customer = scope.table(CustomerFigures, "stored"), scope.table(Customer, "customer")
    has_figures = exists().where(
        scope.bounds(stored), stored.c.id == customer.c.id, or_(stored.c.since > 0, stored.c.until.is_not(None))
    )
    return select(customer.c.id).where(
        scope.bounds(customer), among(customer.c.id, "keys", scope.dialect), ~has_figures
    )
