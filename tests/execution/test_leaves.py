"""What is written at sight is what the type's own function would have written."""

from typing import Any

import orjson
import pytest

from execution.leaves import NullInNonNull, is_written_at_sight, required, writer_of, written_at_sight
from models.subscription import SubscriptionStatus
from schema.root import SCHEMA

BEYOND = 2**53 + 1


def write(name: str, value: Any) -> Any:
    leaf = SCHEMA._schema.type_map[name]
    assert is_written_at_sight(leaf)
    expression = written_at_sight(leaf, "value", "write(required(value))", sure=False)
    return eval(expression, {"value": value, "write": writer_of(leaf), "required": required})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("String", "Zoë", "Zoë"),
        ("String", "", ""),
        ("String", 7, "7"),
        ("String", True, "true"),
        ("String", SubscriptionStatus.ACTIVE, "ACTIVE"),
        ("ID", "cus_1", "cus_1"),
        ("ID", 7, "7"),
        ("CurrencyCode", "GBP", "GBP"),
        ("BigInt", 0, 0),
        ("BigInt", -BEYOND + 1, -BEYOND + 1),
        ("BigInt", BEYOND, str(BEYOND)),
        ("BigInt", -BEYOND, str(-BEYOND)),
    ],
)
def test_a_value_is_written_as_its_type_says(name: str, value: Any, expected: Any) -> None:
    assert orjson.dumps(write(name, value)) == orjson.dumps(expected)


@pytest.mark.parametrize("name", ["String", "ID", "CurrencyCode", "URL", "BigInt"])
def test_null_is_never_written_where_there_must_be_a_value(name: str) -> None:
    with pytest.raises(NullInNonNull):
        write(name, None)
