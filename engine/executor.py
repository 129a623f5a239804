"""The engine's entry point: a request is checked, limited and executed, and comes back as an answer."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from graphql import OperationType

from engine.answer import Execution, GraphQLAnswer, OperationCost
from engine.documents.cache import DocumentCache
from engine.documents.document import Document
from engine.documents.reader import DocumentReader
from engine.errors import BAD_USER_INPUT, LIMIT_EXCEEDED, TIMEOUT, BadRequest, MutationRefused, error_body
from engine.limits import DEFAULT_LIMITS, QUICK_COST, Limits
from engine.operation import Operation
from engine.operation_notes import note_execution, note_operation
from engine.reference import execute_by_resolvers
from engine.request import GraphQLRequest
from engine.spending import Spend
from engine.variable_values import hold_more
from resolvers.context import RequestContext
from schema.root import SCHEMA
from storage.concurrency.time_limit import with_time_limit

# Answers a large query where it holds up no other request.
AnswerLarge = Callable[[GraphQLRequest, RequestContext], Coroutine[Any, Any, GraphQLAnswer]]
_INSTEAD = "Ask for fewer nodes at once, or give a list a narrower filter or another order."


class Executor:
    """Executes requests against the schema, and owns the cache of their documents.

    With `plans` a query is answered by a plan compiled for its document where there can be one. The resolvers
    answer everything else. Without `introspection` nothing describes the schema, error messages included.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, introspection: bool = True, plans: bool = True) -> None:
        self._limits = limits
        self._introspection = introspection
        self.documents = DocumentCache(DocumentReader(SCHEMA, limits, introspection, plans))

    async def run(
        self,
        request: GraphQLRequest,
        context: RequestContext,
        *,
        queries_only: bool = False,
        spend: Spend | None = None,
        answer_large: AnswerLarge | None = None,
    ) -> GraphQLAnswer:
        """The answer; what is wrong with the request stands in it as errors.

        With `queries_only` a mutation raises MutationRefused. `spend` is awaited with the characters of a document
        that is new before it is read, and with the operation's cost in nodes before that begins: to read a character
        takes about as long as to return a node. What it raises ends the request. A query that costs more than
        QUICK_COST goes to `answer_large`, if it is given. Raises TooBusy.
        """
        if hold_more(request.variables, self._limits.variable_values):
            return GraphQLAnswer(error_body(_over_value_limit(self._limits), LIMIT_EXCEEDED), executed=False)
        document = await self.documents.get_for(request.query, spend)
        if document.ast is None:
            return GraphQLAnswer({"errors": list(document.errors)}, executed=False)
        try:
            operation = document.operation(request.operation_name)
        except BadRequest as error:
            return GraphQLAnswer(error_body(str(error), BAD_USER_INPUT), executed=False)
        if queries_only and operation.kind is not OperationType.QUERY:
            raise MutationRefused
        cost = OperationCost(operation.cost.of(request.variables or {}), self._limits.cost)
        if cost.requested > cost.limit:
            return GraphQLAnswer(error_body(_over_cost_limit(cost), LIMIT_EXCEEDED), executed=False, cost=cost)
        note_operation(operation.name, operation.kind, cost.requested)
        if spend is not None:
            await spend(cost.requested)
        is_large = cost.requested > QUICK_COST
        if is_large and answer_large is not None and operation.kind is OperationType.QUERY:
            return await self._in_time(answer_large(request, context), cost)
        execute = partial(self._execute, document, operation, request, context, cost, spend)
        return await self._in_time(_in_turn(execute, context) if is_large else execute(), cost)

    async def _in_time(self, work: Coroutine[Any, Any, GraphQLAnswer], cost: OperationCost) -> GraphQLAnswer:
        seconds = self._limits.seconds
        try:
            # Cancelling the operation also stops the statements that it runs in the database.
            return await with_time_limit(work, seconds)
        except TimeoutError:
            told = f"The operation took longer than {seconds:g} s and was stopped. {_INSTEAD}"
            body = error_body(told, TIMEOUT)
            return GraphQLAnswer(body, executed=True, cost=cost, timed_out=True)

    async def _execute(
        self,
        document: Document,
        operation: Operation,
        request: GraphQLRequest,
        context: RequestContext,
        cost: OperationCost,
        spend: Spend | None,
    ) -> GraphQLAnswer:
        if document.plans is not None:
            data = await document.plans.answer(operation, request.variables, context, spend)
            if data is not None:
                note_execution(Execution.PLAN)
                return GraphQLAnswer({"data": data}, executed=True, cost=cost, execution=Execution.PLAN)
        assert document.ast is not None  # noqa: S101
        hide_suggestions = not self._introspection
        answer = await execute_by_resolvers(document.ast, request, context, cost, hide_suggestions=hide_suggestions)
        note_execution(Execution.RESOLVERS)
        return answer


async def _in_turn(execute: Callable[[], Awaitable[GraphQLAnswer]], context: RequestContext) -> GraphQLAnswer:
    async with context.database.lanes.slow_place():
        return await execute()


def _over_value_limit(limits: Limits) -> str:
    return f"The variables hold more than {limits.variable_values:,} values."


def _over_cost_limit(cost: OperationCost) -> str:
    return f"The operation may return {cost.requested:,} nodes, more than {cost.limit:,}: ask for smaller pages."
