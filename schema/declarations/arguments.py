"""The arguments of fields: a function's parameters are the argument list."""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

from strawberry import UNSET

# `ask(viewer, arguments…)` checks a field's arguments and says what they ask for. Its annotations, descriptions and
# defaults are the schema's.
Ask = Callable[..., Any]


def arguments_of(ask: Ask) -> list[Parameter]:
    """The parameters that are arguments of the field: all but the viewer, who comes first."""
    return list(signature(ask).parameters.values())[1:]


def given(argument: Any) -> Any:
    """An argument's value; None where it was left out."""
    return None if argument is UNSET else argument
