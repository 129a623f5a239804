"""A query plan: what is read, and the function that writes the answer from it."""

from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from engine.plans.arguments.bound import Bindings
from engine.plans.emitter.emitter import Emitted
from engine.plans.reads.read_plan import ReadPlan
from engine.plans.reads.reading import Reading
from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """Compiled for one operation of one document; good for any viewer, database and variables."""

    bindings: Bindings
    reads: ReadPlan
    emitted: Emitted

    @property
    def source(self) -> str:
        """The generated source."""
        return self.emitted.source

    async def run(self, context: RequestContext, variables: VariableValues) -> dict[str, Any]:
        """The answer's data; raises any error that would leave it incomplete."""
        reading = Reading(context, self.reads, self.bindings.bind(context.viewer, variables))
        await context.reads.share_transaction(reading.read())
        return self.emitted.write((), None, reading)
