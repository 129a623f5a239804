"""Does work for many at once, so that one for whom it fails keeps nothing from the others."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from storage.unavailable import is_transient

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Outcome(NamedTuple, Generic[Key, Value]):
    """What the work gave, and the error of each for whom it failed."""

    done: dict[Key, Value]
    failed: dict[Key, Exception]


async def isolate(work: Callable[[list[Key]], Awaitable[dict[Key, Value]]], keys: list[Key]) -> Outcome[Key, Value]:
    """`work(keys)`; where it fails, for each half of them, and so on down to single ones.

    Errors that are due to the database's present state are raised.
    """
    if not keys:
        return Outcome({}, {})
    try:
        return Outcome(await work(keys), {})
    except Exception as error:
        if is_transient(error):
            raise
        if len(keys) == 1:
            return Outcome({}, {keys[0]: error})
    middle = len(keys) // 2
    first = await isolate(work, keys[:middle])
    second = await isolate(work, keys[middle:])
    return Outcome(first.done | second.done, first.failed | second.failed)
