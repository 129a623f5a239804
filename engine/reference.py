"""Execution without a plan: the schema's resolvers are called level by level, by an executor of graphql-core's kind.

It runs mutations, introspection, and every query that its plan can't answer without an error. It can answer every
operation, and so is the reference: tests compare the answers of plans with those given here, on generated queries.
"""

from graphql import DocumentNode, ExecutionResult, execute

from engine.answer import Execution, GraphQLAnswer, OperationCost
from engine.by_level.executor import LevelExecutor
from engine.by_level.resolving import may_be_awaited
from engine.errors import UNAVAILABLE, Report, format_error
from engine.request import GraphQLRequest
from resolvers.context import RequestContext
from schema.root import SCHEMA


async def execute_by_resolvers(
    ast: DocumentNode, request: GraphQLRequest, context: RequestContext, cost: OperationCost, *, hide_suggestions: bool
) -> GraphQLAnswer:
    """The answer to an operation of a valid document, field errors included.

    With `hide_suggestions` no error names parts of the schema that the caller may have meant.
    """
    result = execute(
        SCHEMA._schema,
        ast,
        context_value=context,
        variable_values=request.variables,
        operation_name=request.operation_name,
        executor_class=LevelExecutor,
        is_awaitable=may_be_awaited,
        hide_suggestions=hide_suggestions,
    )
    return _answer(result if isinstance(result, ExecutionResult) else await result, context.report, cost)


def _answer(result: ExecutionResult, report: Report, cost: OperationCost) -> GraphQLAnswer:
    errors = result.errors or []
    formatted = [format_error(error, report) for error in errors]
    # graphql-core coerces variables before it executes anything: an error there has no path and no data beside it.
    if errors and result.data is None and all(error.path is None for error in errors):
        return GraphQLAnswer({"errors": formatted}, executed=False, cost=cost)
    body = {"errors": formatted, "data": result.data} if errors else {"data": result.data}
    unavailable = any(error["extensions"]["code"] == UNAVAILABLE for error in formatted)
    return GraphQLAnswer(body, executed=True, cost=cost, unavailable=unavailable, execution=Execution.RESOLVERS)
