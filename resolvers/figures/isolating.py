"""Computes for many customers at once, so that one for whom it fails keeps nothing from the others."""

from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar

from storage.unavailable import is_transient

Value = TypeVar("Value")


class Outcome(NamedTuple, Generic[Value]):
    """What was computed, and the error of each customer for whom that failed."""

    computed: dict[str, Value]
    failed: dict[str, Exception]


async def compute_isolated(
    compute: Callable[[list[str]], Awaitable[dict[str, Value]]], customer_ids: list[str]
) -> Outcome[Value]:
    """`compute(customer_ids)`; where it fails, for each half of them, and so on down to single customers.

    Errors that are due to the database's present state are raised.
    """
    try:
        return Outcome(await compute(customer_ids), {})
    except Exception as error:
        if is_transient(error):
            raise
        if len(customer_ids) == 1:
            return Outcome({}, {customer_ids[0]: error})
    middle = len(customer_ids) // 2
    first = await compute_isolated(compute, customer_ids[:middle])
    second = await compute_isolated(compute, customer_ids[middle:])
    return Outcome(first.computed | second.computed, first.failed | second.failed)
