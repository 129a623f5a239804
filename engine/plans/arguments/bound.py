"""The arguments of one request: for each binding a value, or what is wrong with it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from engine.plans.arguments.bindings import Binding
from models.access.viewer import Viewer
from resolvers.errors import BadInput

REMEMBERED_VIEWERS = 16
NO_VARIABLES = VariableValues({}, {})


class Bound(dict[int, Any]):
    """The values by the number of their binding. `errors` holds the messages of those that have no value.

    To ask for the value of wrong arguments raises BadInput. So the error appears where the field is reached, and a
    field that is never reached has none.
    """

    __slots__ = ("errors",)

    def __init__(self, values: Mapping[int, Any], errors: Mapping[int, str]) -> None:
        super().__init__(values)
        self.errors = dict(errors)

    def __missing__(self, number: int) -> Any:
        # A new error each time: its traceback would keep the request's rows alive in the cached arguments.
        raise BadInput(self.errors[number])

    def is_null(self, number: int) -> bool:
        """Whether the binding's value is None; False for wrong arguments."""
        return number not in self.errors and self[number] is None

    def bind(self, number: int, binding: Binding, viewer: Viewer, variables: VariableValues) -> None:
        """Adds the value or the error of a binding."""
        try:
            self[number] = binding.bind(viewer, variables)
        except (BadInput, GraphQLError) as error:
            self.errors[number] = str(error)


class Bindings:
    """All bindings of one plan. Those without variables are bound once for each of the last viewers."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        numbered = list(enumerate(bindings))
        self._variable = [(number, binding) for number, binding in numbered if not binding.is_constant]
        constant = [(number, binding) for number, binding in numbered if binding.is_constant]
        self._bind_constant = lru_cache(maxsize=REMEMBERED_VIEWERS)(partial(_bind_constant, constant))

    def bind(self, viewer: Viewer, variables: VariableValues) -> Bound:
        """The arguments of a request."""
        constant = self._bind_constant(viewer)
        if not self._variable:
            return constant
        bound = Bound(constant, constant.errors)
        for number, binding in self._variable:
            bound.bind(number, binding, viewer, variables)
        return bound


def _bind_constant(bindings: list[tuple[int, Binding]], viewer: Viewer) -> Bound:
    bound = Bound({}, {})
    for number, binding in bindings:
        bound.bind(number, binding, viewer, NO_VARIABLES)
    return bound
