"""The body of an answer as JSON."""

from typing import Any

import orjson

from schema.types.scalars import write_big_int


def write_json(body: Any) -> bytes:
    """The body in UTF-8. Integers beyond ±2^53, which JavaScript can't hold exactly, are written as text.

    Plans leave that to this function: to check every amount would take longer than to write the whole answer.
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
