"""A plan: what is read, and the function that writes the answer of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from engine.plans.arguments import Bindings
from engine.plans.read_levels import Place, Slot
from engine.plans.reading import Reading
from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class Plan:
    """Compiled for one operation of one document; good for any viewer, database and variables.

    `source` is the text of what `write` runs.
    """

    bindings: Bindings
    slots: tuple[Slot, ...]
    root: Place
    write: Callable[[Reading], dict[str, Any]]
    source: str

    async def run(self, context: RequestContext, variables: VariableValues) -> dict[str, Any]:
        """The answer's data; raises whatever keeps it from being complete."""
        reading = Reading(context, self.slots, self.bindings.bind(context.viewer, variables))
        await reading.read(self.root)
        return self.write(reading)
