"""Wrong arguments are an error held beside the values, raised where the value is asked for."""

import pytest

from engine.plans.arguments.bound import Bound
from resolvers.errors import BadInput


def test_the_error_is_raised_where_the_value_is_asked_for() -> None:
    bound = Bound({0: "de"}, {1: "'first' must be between 0 and 100."})

    assert bound[0] == "de"
    with pytest.raises(BadInput, match="'first' must be between 0 and 100"):
        bound[1]


def test_wrong_arguments_are_not_null() -> None:
    bound = Bound({0: None, 1: "de"}, {2: "no known locale"})

    assert [bound.is_null(number) for number in range(3)] == [True, False, False]
