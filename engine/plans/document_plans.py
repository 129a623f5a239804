"""The query plans of one document, cached with it."""

from collections import OrderedDict
from typing import Any

import structlog
from graphql import DocumentNode, GraphQLError
from graphql.execution.values import VariableValues
from graphql.language import OperationType
from strawberry import Schema

from engine.operation import Operation
from engine.plans.arguments.variables import Variables
from engine.plans.compiler import compile_query
from engine.plans.conditions import condition_variables
from engine.plans.not_covered import NotCovered
from engine.plans.query_plan import QueryPlan
from engine.spending import Spend
from resolvers.context import RequestContext
from resolvers.errors import BadInput, Forbidden
from storage.concurrency.lanes import TooBusy
from storage.unavailable import DatabaseUnavailable

# For one document. There is a plan for each operation and values of its @skip and @include; most documents have one.
KEPT_PLANS = 8

# Errors of the caller or the database; anything else that ends a plan is a bug.
_EXPECTED = (GraphQLError, BadInput, Forbidden, DatabaseUnavailable)

log = structlog.stdlib.get_logger(__name__)


class DocumentPlans:
    """Compiles a plan the first time an operation runs with these conditions; `characters` are the document's."""

    def __init__(self, schema: Schema, document: DocumentNode, characters: int = 0) -> None:
        self._schema = schema
        self._document = document
        self._characters = characters
        self._conditions = tuple(sorted(condition_variables(document)))
        self._variables: dict[str | None, Variables] = {}
        self._plans: OrderedDict[tuple[Any, ...], QueryPlan | None] = OrderedDict()

    async def answer(
        self,
        operation: Operation,
        variables: dict[str, Any] | None,
        context: RequestContext,
        spend: Spend | None = None,
    ) -> dict[str, Any] | None:
        """The data, or None if the resolvers must answer; raises TooBusy, and what `spend` raises.

        Reading the document was paid for, and so was its first plan; each other one costs as much again.
        """
        if operation.kind is not OperationType.QUERY:
            return None
        declared = self._variables.get(operation.name) or self._declare_variables(operation)
        values = declared.coerce(variables or {})
        if values is None:
            return None
        if spend is not None and self._plans and self._key(operation, values) not in self._plans:
            await spend(self._characters)
        plan = self.plan(operation, values)
        if plan is None:
            return None
        try:
            return await plan.run(context, values)
        except TooBusy:
            # The resolvers would have to wait again.
            raise
        except Exception as error:
            if not isinstance(error, _EXPECTED):
                log.warning("plan left to resolvers", error=type(error).__name__)
            return None

    def plan(self, operation: Operation, values: VariableValues) -> QueryPlan | None:
        """The operation's plan for these conditions, None where there can't be one."""
        key = self._key(operation, values)
        if key not in self._plans:
            self._plans[key] = self._compile(operation, values)
            if len(self._plans) > KEPT_PLANS:
                self._plans.popitem(last=False)
        return self._plans[key]

    def _key(self, operation: Operation, values: VariableValues) -> tuple[Any, ...]:
        return (operation.name, *map(values.coerced.get, self._conditions))

    def _declare_variables(self, operation: Operation) -> Variables:
        found = self._variables[operation.name] = Variables(self._schema._schema, operation.node)
        return found

    def _compile(self, operation: Operation, values: VariableValues) -> QueryPlan | None:
        try:
            return compile_query(self._schema, self._document, operation.node, values)
        except NotCovered as reason:
            log.debug("no plan", reason=str(reason))
            return None
