"""The body of an answer as JSON."""

from typing import Any

import orjson

from schema.types.scalars import write_big_int
from storage.turns import Turns

# The elements of a shorter list may be large themselves.
_LONG = 20


def write_json(body: Any) -> bytes:
    """The body in UTF-8. Integers beyond ±2^53, which JavaScript can't hold exactly, are written as text.

    Plans leave that to this function: to check every amount would take longer than to write the whole answer.
    """
    try:
        return orjson.dumps(body, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError:
        return orjson.dumps(_with_exact_numbers(body))


async def write_lists(data: Any) -> None:
    """Writes the elements of large data's lists, in place; `write_json` then only joins them.

    Others have their turn between two of them, and what each was made of is given up at once.
    """
    await _write_lists(data, Turns())


async def _write_lists(value: Any, turns: Turns) -> None:
    if isinstance(value, dict):
        for inside in value.values():
            await _write_lists(inside, turns)
    elif isinstance(value, list):
        for place, element in enumerate(value):
            if len(value) < _LONG:
                await _write_lists(element, turns)
            value[place] = orjson.Fragment(write_json(element))
            await turns.pass_if_over()


def _with_exact_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {key: _with_exact_numbers(inside) for key, inside in value.items()}
        case list() | tuple():
            return [_with_exact_numbers(inside) for inside in value]
        case int():
            return write_big_int(value)
    return value
