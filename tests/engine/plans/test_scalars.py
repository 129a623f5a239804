"""A value that is written without the function of its type is written as that function would."""

from typing import Any

import pytest

from engine.json_body import write_json
from engine.plans.emitter.expressions import Expression, call
from engine.plans.emitter.scalars import NullInNonNull, is_written_at_sight, required, written, written_at_sight
from engine.plans.emitter.script import Script
from models.billing.subscription import SubscriptionStatus
from schema.root import SCHEMA

VALUE = Expression("value", is_atom=True)
BEYOND = 2**53 + 1


def write(name: str, value: Any) -> Any:
    leaf = SCHEMA._schema.type_map[name]
    assert is_written_at_sight(leaf)
    script = Script()
    otherwise = written(leaf, call(script.bind(required), VALUE), script)
    return script.load(script.add("write", "value", [], written_at_sight(leaf, VALUE, otherwise)))(value)


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
    assert write_json(write(name, value)) == write_json(expected)


@pytest.mark.parametrize("name", ["String", "ID", "CurrencyCode", "URL", "BigInt"])
def test_null_is_never_written_where_there_must_be_a_value(name: str) -> None:
    with pytest.raises(NullInNonNull):
        write(name, None)
