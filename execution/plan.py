"""A plan: what is read, and the function that writes the answer of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from execution.arguments import Binding
from execution.places import Place, Slot
from execution.reading import Reading
from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class Plan:
    """Compiled for one operation of one document; good for any viewer, database and variables.

    `source` is the text of what `write` runs.
    """

    bindings: tuple[Binding, ...]
    slots: tuple[Slot, ...]
    root: Place
    write: Callable[[Reading], dict[str, Any]]
    source: str

    async def run(self, context: RequestContext, variables: VariableValues) -> dict[str, Any]:
        """The answer's data; raises whatever keeps it from being complete."""
        bound = [binding.bind(context.viewer, variables) for binding in self.bindings]
        reading = Reading(context, self.slots, bound)
        await reading.read(self.root)
        return self.write(reading)
