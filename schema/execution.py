"""A request for the schema, run: text and variables in, a JSON-ready answer out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, execute

from resolvers.context import RequestContext
from schema.documents import Documents, is_query
from schema.errors import BAD_USER_INPUT, BadRequest, Report, error_body, format_error
from schema.root import SCHEMA


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client sends."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """`body` is the answer; `executed` tells whether the operation was begun at all."""

    body: dict[str, Any]
    executed: bool


@dataclass(frozen=True, slots=True)
class Executor:
    """Runs requests, and keeps the documents it has met."""

    documents: Documents = field(default_factory=lambda: Documents(SCHEMA._schema))

    async def run(self, request: GraphQLRequest, context: RequestContext, queries_only: bool = False) -> GraphQLAnswer:
        """The answer, errors included. With `queries_only` a mutation raises MutationRefused, not begun."""
        document = self.documents.get(request.query)
        if document.ast is None:
            return _refuse(document.errors, context.report)
        try:
            operation = document.operation(request.operation_name)
        except BadRequest as error:
            return GraphQLAnswer(error_body(str(error), BAD_USER_INPUT), executed=False)
        if queries_only and not is_query(operation):
            raise MutationRefused
        return _answer(await _execute(document.ast, request, context), context.report)


class MutationRefused(Exception):
    """The request would change something where only reading is allowed."""


async def _execute(ast: DocumentNode, request: GraphQLRequest, context: RequestContext) -> ExecutionResult:
    result = execute(
        SCHEMA._schema,
        ast,
        context_value=context,
        variable_values=request.variables,
        operation_name=request.operation_name,
    )
    return result if isinstance(result, ExecutionResult) else await result


def _answer(result: ExecutionResult, report: Report) -> GraphQLAnswer:
    errors = result.errors or []
    # Variables that can't be coerced are found before anything runs: such an answer has no data at all.
    if errors and result.data is None and all(error.path is None for error in errors):
        return _refuse(errors, report)
    body: dict[str, Any] = {"data": result.data}
    if errors:
        body = {"errors": [format_error(error, report) for error in errors], **body}
    return GraphQLAnswer(body, executed=True)


def _refuse(errors: Iterable[GraphQLError], report: Report) -> GraphQLAnswer:
    return GraphQLAnswer({"errors": [format_error(error, report) for error in errors]}, executed=False)
