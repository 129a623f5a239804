"""A time limit that costs nothing to what never waits."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


@coroutine
def limited(steps: Coroutine[Any, Any, Result], seconds: float) -> Generator[Any, Any, Result]:
    """The result of `steps`; raises TimeoutError, the steps cancelled, when it takes longer than `seconds`.

    It is looked at when they wait for the first time: until then nothing could stop them, and most never do. A timer
    for each request would take as long as a statement.
    """
    until = asyncio.get_running_loop().time() + seconds
    try:
        waited_for = steps.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    return (yield from _limit(steps, waited_for, until).__await__())


async def _limit(steps: Coroutine[Any, Any, Result], waited_for: Any, until: float) -> Result:
    async with asyncio.timeout_at(until):
        return await _go_on(steps, waited_for)


@coroutine
def _go_on(steps: Coroutine[Any, Any, Result], waited_for: Any) -> Generator[Any, Any, Result]:
    """What `await` does, from where the steps have come to."""
    try:
        while True:
            try:
                sent = yield waited_for
            except BaseException as error:
                waited_for = steps.throw(error)
            else:
                waited_for = steps.send(sent)
    except StopIteration as end:
        result: Result = end.value
        return result
