"""Resumes a coroutine whose first step, up to where it waits, was run by hand."""

from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def resume(work: Coroutine[Any, Any, Result], waited_for: Any) -> Result:
    """The result of a coroutine that has begun and waits for this."""
    return await _resume(work, waited_for)


@coroutine
def _resume(work: Coroutine[Any, Any, Result], waited_for: Any) -> Generator[Any, Any, Result]:
    """Does what `await` does."""
    try:
        while True:
            try:
                sent = yield waited_for
            except BaseException as error:
                waited_for = work.throw(error)
            else:
                waited_for = work.send(sent)
    except StopIteration as end:
        result: Result = end.value
        return result
