"""The scalars: how each value is written into an answer and read from an argument."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from models.values.instant import Instant, parse_rfc3339, rfc3339
from models.values.money import plain_decimal

BigInt = NewType("BigInt", int)
CurrencyCode = NewType("CurrencyCode", str)
URL = NewType("URL", str)

LARGEST_EXACT_NUMBER = 2**53


def write_big_int(value: int) -> int | str:
    """A JSON number while every reader keeps it exact, a string beyond."""
    return value if -LARGEST_EXACT_NUMBER <= value <= LARGEST_EXACT_NUMBER else str(value)


def read_big_int(value: Any) -> BigInt:
    """An integer, or text of one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"BigInt cannot represent {_shown(value)}")
    return BigInt(int(value))


def read_decimal(value: Any) -> Decimal:
    """Text of a decimal, or an integer; a float is refused because it is not exact."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"Decimal cannot represent {_shown(value)}")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"Decimal cannot represent {_shown(value)}") from None


def read_instant(value: Any) -> Instant:
    """RFC 3339 with an offset or Z."""
    if not isinstance(value, str):
        raise ValueError(f"DateTime cannot represent {_shown(value)}")
    try:
        return parse_rfc3339(value)
    except (ValueError, OverflowError):
        raise ValueError(f"DateTime cannot represent {_shown(value)}: write it as 2026-03-14T09:26:53Z") from None


def _shown(value: Any) -> str:
    """As it stands in a document or in JSON."""
    return json.dumps(value, ensure_ascii=False, default=repr)


SCALARS: dict[Any, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="An integer of 64 bits. Out: a JSON number up to 2^53, a string beyond. In: either.",
        serialize=write_big_int,
        parse_value=read_big_int,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal as a string in plain notation, such as "0.001"; never exponential.',
        serialize=plain_decimal,
        parse_value=read_decimal,
    ),
    Instant: strawberry.scalar(
        name="DateTime",
        description="A moment as RFC 3339 in UTC with Z, without a fraction when it is zero.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=rfc3339,
        parse_value=read_instant,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode", description='An ISO 4217 currency code in upper case, such as "GBP".'
    ),
    URL: strawberry.scalar(name="URL", description="An absolute URL."),
}
