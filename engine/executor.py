"""A request for the schema, run: text and variables in, a JSON-ready answer out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from graphql import DocumentNode, ExecutionResult, OperationType, execute

from engine.documents.document import Document, Documents
from engine.errors import (
    BAD_USER_INPUT,
    LIMIT_EXCEEDED,
    TIMEOUT,
    UNAVAILABLE,
    BadRequest,
    Report,
    error_body,
    format_error,
)
from engine.limits.limits import DEFAULT_LIMITS, Limits
from engine.limits.time_limit import limited
from engine.operation import Operation
from engine.operation_notes import note_operation, note_way
from resolvers.context import RequestContext
from schema.root import SCHEMA

Spend = Callable[[int], Awaitable[None]]


class GraphQLRequest(NamedTuple):
    """What a client sends."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


class OperationCost(NamedTuple):
    """The nodes that an operation may return, and how many it might."""

    requested: int
    limit: int


class Way(StrEnum):
    """How an operation was answered: by a plan compiled for its document, or by the resolvers field by field."""

    PLAN = "plan"
    RESOLVERS = "resolvers"


class GraphQLAnswer(NamedTuple):
    """`body` is the answer, which `write_json` makes bytes of; `executed` tells whether the operation was begun at all.

    `cost` is known once there is a valid document and an operation of it. `timed_out` tells that the operation
    was stopped when its time was over, `unavailable` that a part of it could not be had for now. `way` is known
    once it was executed to its end.
    """

    body: dict[str, Any]
    executed: bool
    cost: OperationCost | None = None
    timed_out: bool = False
    unavailable: bool = False
    way: Way | None = None

    def body_with_cost(self) -> dict[str, Any]:
        """The body with the cost among its extensions, where it is known."""
        if self.cost is None:
            return self.body
        cost = {"requested": self.cost.requested, "limit": self.cost.limit}
        return {**self.body, "extensions": {**self.body.get("extensions", {}), "cost": cost}}


@dataclass(frozen=True, slots=True)
class Executor:
    """Runs requests, and keeps the documents it has met.

    With `plans` a query is answered by a plan compiled for its document where there can be one. The resolvers
    answer everything else.
    """

    limits: Limits = DEFAULT_LIMITS
    introspection: bool = True
    plans: bool = True
    documents: Documents = field(init=False)

    def __post_init__(self) -> None:
        documents = Documents(SCHEMA, limits=self.limits, introspection=self.introspection, plans=self.plans)
        object.__setattr__(self, "documents", documents)

    async def run(
        self,
        request: GraphQLRequest,
        context: RequestContext,
        *,
        queries_only: bool = False,
        spend: Spend | None = None,
    ) -> GraphQLAnswer:
        """The answer, errors included. With `queries_only` a mutation raises MutationRefused, not begun.

        `spend` is awaited with the operation's cost before it is begun; what it raises ends the request.
        """
        document = self.documents.get(request.query)
        if document.ast is None:
            return GraphQLAnswer({"errors": list(document.errors)}, executed=False)
        try:
            operation = document.operation(request.operation_name)
        except BadRequest as error:
            return GraphQLAnswer(error_body(str(error), BAD_USER_INPUT), executed=False)
        if queries_only and operation.kind is not OperationType.QUERY:
            raise MutationRefused
        cost = OperationCost(operation.cost.of(request.variables or {}), self.limits.cost)
        if cost.requested > cost.limit:
            return GraphQLAnswer(error_body(_too_dear(cost), LIMIT_EXCEEDED), executed=False, cost=cost)
        note_operation(operation.name, operation.kind, cost.requested)
        if spend is not None:
            await spend(cost.requested)
        return await self._answer(document, operation, request, context, cost)

    async def _answer(
        self,
        document: Document,
        operation: Operation,
        request: GraphQLRequest,
        context: RequestContext,
        cost: OperationCost,
    ) -> GraphQLAnswer:
        try:
            # Cancels what waits for the database; with it the statements that run there.
            return await limited(self._execute(document, operation, request, context, cost), self.limits.seconds)
        except TimeoutError:
            body = error_body(f"The operation took longer than {self.limits.seconds:g} s and was stopped.", TIMEOUT)
            return GraphQLAnswer(body, executed=True, cost=cost, timed_out=True)

    async def _execute(
        self,
        document: Document,
        operation: Operation,
        request: GraphQLRequest,
        context: RequestContext,
        cost: OperationCost,
    ) -> GraphQLAnswer:
        if document.plans is not None:
            data = await document.plans.answer(operation, request.variables, context)
            if data is not None:
                note_way(Way.PLAN)
                return GraphQLAnswer({"data": data}, executed=True, cost=cost, way=Way.PLAN)
        assert document.ast is not None  # noqa: S101
        result = await self._resolve(document.ast, request, context)
        note_way(Way.RESOLVERS)
        return _show(result, context.report, cost)

    async def _resolve(self, ast: DocumentNode, request: GraphQLRequest, context: RequestContext) -> ExecutionResult:
        result = execute(
            SCHEMA._schema,
            ast,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            hide_suggestions=not self.introspection,
        )
        return result if isinstance(result, ExecutionResult) else await result


class MutationRefused(Exception):
    """The request would change something where only reading is allowed."""


def _show(result: ExecutionResult, report: Report, cost: OperationCost) -> GraphQLAnswer:
    errors = result.errors or []
    shown = [format_error(error, report) for error in errors]
    # Variables that can't be coerced are found before anything runs: such an answer has no data at all.
    if errors and result.data is None and all(error.path is None for error in errors):
        return GraphQLAnswer({"errors": shown}, executed=False, cost=cost)
    body = {"errors": shown, "data": result.data} if errors else {"data": result.data}
    unavailable = any(error["extensions"]["code"] == UNAVAILABLE for error in shown)
    return GraphQLAnswer(body, executed=True, cost=cost, unavailable=unavailable, way=Way.RESOLVERS)


def _too_dear(cost: OperationCost) -> str:
    return f"The operation may return {cost.requested:,} nodes, more than {cost.limit:,}: ask for smaller pages."
