"""Numbers that some JSON readers would round are written as text, wherever in an answer they stand."""

from typing import Any

import orjson
import pytest

from engine.json_body import write_json

EXACT = 2**53


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (EXACT, EXACT),
        (-EXACT, -EXACT),
        (EXACT + 1, str(EXACT + 1)),
        (-EXACT - 1, str(-EXACT - 1)),
        (2**63 - 1, str(2**63 - 1)),
        ([1, EXACT + 1, None], [1, str(EXACT + 1), None]),
        ([(EXACT + 1, 2)], [[str(EXACT + 1), 2]]),
        (
            {"a": [{"b": EXACT + 1, "c": True, "d": "é", "e": 0.5}]},
            {"a": [{"b": str(EXACT + 1), "c": True, "d": "é", "e": 0.5}]},
        ),
    ],
)
def test_a_number_is_written_so_that_every_reader_keeps_it_exact(value: Any, expected: Any) -> None:
    assert orjson.loads(write_json(value)) == expected


def test_a_value_that_json_does_not_have_is_an_error() -> None:
    with pytest.raises(TypeError):
        write_json({"value": object(), "large": EXACT + 1})
