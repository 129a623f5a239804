"""From an operation to a plan."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from graphql.execution.values import VariableValues
from strawberry import Schema

from engine.plans.compilation import Compilation
from engine.plans.not_covered import NotCovered
from engine.plans.object_emitter import ObjectWriter
from engine.plans.plan import Plan
from engine.plans.read_levels import Place
from engine.plans.values import NoColumns


def compile_plan(
    schema: Schema, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
) -> Plan:
    """The plan of a query. Of the variables only those of @skip and @include matter; raises NotCovered."""
    compilation, place = Compilation(schema, document, operation, variables), Place()
    try:
        of, selected = compilation.root()
        return compilation.finish(place, ObjectWriter(compilation, of, NoColumns(), place).write(selected))
    except GraphQLError as error:
        # The resolvers will complain of it.
        raise NotCovered(error.message) from error
