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
    """All bindings of one plan, bound once for each of the last viewers where nothing varies but numbers."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        numbered = list(enumerate(bindings))
        constant = [(number, binding) for number, binding in numbered if binding.is_constant]
        self._variable = [(number, binding) for number, binding in numbered if not binding.is_constant]
        self._names = sorted({name for _, binding in self._variable for _, name in binding.varied})
        self._has_nested = any(binding.known is None for _, binding in self._variable)
        self._bind_constant = lru_cache(maxsize=REMEMBERED_VIEWERS)(partial(_bind, constant, ()))
        self._bind_numbers = lru_cache(maxsize=REMEMBERED_VIEWERS)(partial(_bind, numbered, self._names))

    def bind(self, viewer: Viewer, variables: VariableValues) -> Bound:
        """The arguments of a request."""
        values = tuple([variables.coerced.get(name) for name in self._names])
        # The sizes of pages are few, and texts are not.
        if not self._has_nested and {*map(type, values)} <= {int}:
            return self._bind_numbers(viewer, values)
        constant = self._bind_constant(viewer, ())
        bound = Bound(constant, constant.errors)
        for number, binding in self._variable:
            bound.bind(number, binding, viewer, variables)
        return bound


def _bind(
    bindings: Sequence[tuple[int, Binding]], names: Sequence[str], viewer: Viewer, values: tuple[int, ...]
) -> Bound:
    variables = VariableValues({}, dict(zip(names, values, strict=True)))
    bound = Bound({}, {})
    for number, binding in bindings:
        bound.bind(number, binding, viewer, variables)
    return bound
