"""Enums of the schema: each of their values needs a description."""

from enum import StrEnum

import pytest

from schema.describing import describe


class Colour(StrEnum):
    RED = "RED"
    GREEN = "GREEN"
    BLUE = "BLUE"


def test_an_enum_with_values_that_nobody_described_is_refused_with_a_sentence_that_names_them() -> None:
    with pytest.raises(TypeError, match=r"Colour has values without a description in the schema: GREEN, BLUE\."):
        describe(Colour, "A colour.", {Colour.RED: "Like a rose."})
