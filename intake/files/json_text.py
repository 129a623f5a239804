"""JSON text, parsed without loss: numbers with a point become decimals."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from intake.refused import Refused


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


def decode_text(content: bytes) -> str:
    """UTF-8 as text; else Refused."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"is not UTF-8 (byte {error.start + 1})") from None


def parse_json(text: str) -> list[Any]:
    """The values that the text holds, one after the other; else Refused."""
    value, end = decode_json(text, 0)
    values = [value]
    while end < len(text):
        start = end + len(text[end:]) - len(text[end:].lstrip())
        value, end = decode_json(text, start)
        values.append(value)
    return values


def decode_json(text: str, at: int) -> tuple[Any, int]:
    """The value that begins there, and where it ends; else Refused."""
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise Refused(f"is not JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise Refused("is not JSON that can be read: it is nested too deeply") from None
    except (ValueError, ArithmeticError):
        raise Refused("is not JSON that can be read: a number in it is none or too long") from None
