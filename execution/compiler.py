"""From an operation to a plan."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from graphql.execution.values import VariableValues
from strawberry import Schema

from execution.compilation import Compilation
from execution.not_covered import NotCovered
from execution.objects import ObjectWriter
from execution.places import Place
from execution.plan import Plan
from execution.values import NoColumns


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
