"""Answers as JSON."""

from typing import Any

import orjson

from schema.types.scalars import write_big_int


def write_json(body: Any) -> bytes:
    """The body's bytes; numbers that not every reader keeps exact become text, whoever put them there.

    A plan leaves its amounts as they are: a look at each would cost more than all that they are written into.
    """
    try:
        return orjson.dumps(body, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError:
        return orjson.dumps(_with_exact_numbers(body))


def _with_exact_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {key: _with_exact_numbers(inside) for key, inside in value.items()}
        case list() | tuple():
            return [_with_exact_numbers(inside) for inside in value]
        case int():
            return write_big_int(value)
    return value
