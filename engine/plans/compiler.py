"""From an operation to its query plan, in three steps."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from graphql.execution.values import VariableValues
from strawberry import Schema

from engine.plans.arguments.bound import Bindings
from engine.plans.contents import Contents
from engine.plans.emitter.emitter import emit
from engine.plans.not_covered import NotCovered
from engine.plans.query_plan import QueryPlan
from engine.plans.reads.planner import plan_reads
from engine.plans.selections.objects import build_query
from engine.plans.selections.operation_fields import OperationFields


def compile_query(
    schema: Schema, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
) -> QueryPlan:
    """The plan of a query. Of the variables only those of @skip and @include matter; raises NotCovered."""
    try:
        root = build_query(OperationFields(schema, document, operation, variables))
    except GraphQLError as error:
        # The resolvers will report it.
        raise NotCovered(error.message) from error
    contents = Contents(root)
    return QueryPlan(Bindings(contents.bindings), plan_reads(root, contents), emit(root, contents))
