"""The values of one field for all objects of a level, before they are completed."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from functools import partial
from types import NoneType
from typing import Any, TypeGuard, TypeVar

from graphql import get_argument_values
from graphql.execution.executor import Executor, to_nodes
from graphql.pyutils import Undefined, gather_with_cancel, is_awaitable

from engine.by_level.cells import Cell, Failure, attempt, attempt_each
from engine.by_level.field_access import Attribute, Declared
from engine.by_level.paths import PathOf
from engine.by_level.position import Position
from engine.plans.arguments.bindings import bind_field
from schema.root import SCHEMA
from storage.concurrency.turns import Turns

Result = TypeVar("Result")

# Values of these classes are never awaited.
_PLAIN = frozenset((NoneType, bool, dict, float, int, list, str))


async def resolve(
    executor: Executor[Any], position: Position, sources: Sequence[Any], path_of: PathOf, turns: Turns
) -> list[Cell]:
    """One value for each source, or its failure."""
    access = position.access
    if isinstance(access, Attribute):
        return await turns.through(lambda part: attempt_each(access.read, part, access.read_all), sources)
    if position.name == "__typename":
        return [position.parent.name] * len(sources)
    if access is not None:
        try:
            asked = _ask(executor, position, access)
        except Exception:  # noqa: S110  (it happens again, and is reported then)
            pass
        else:
            return await _resolve_declared(access, sources, executor.context_value, asked)
    return await _call_resolver(executor, position, sources, path_of, turns)


async def await_all(work: Iterable[Callable[[], Coroutine[Any, Any, Result]]]) -> list[Result]:
    """The results of all, which run concurrently."""
    parts = list(work)
    if len(parts) < 2:
        return [await part() for part in parts]
    return await gather_with_cancel(*(part() for part in parts))


def may_be_awaited(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Whether it is an awaitable."""
    return value.__class__ not in _PLAIN and is_awaitable(value)


def _ask(executor: Executor[Any], position: Position, access: Declared) -> tuple[Any, ...]:
    """What the field's arguments ask for: bound once for all parents."""
    if access.ask is None:
        return ()
    definition = position.definition
    field = definition.extensions["strawberry-definition"]
    binding = bind_field(SCHEMA, access.ask, definition, field, position.details[0].node)
    return (binding.bind(executor.context_value.viewer, executor.variable_values),)


async def _resolve_declared(
    access: Declared, sources: Sequence[Any], context: Any, asked: tuple[Any, ...]
) -> list[Cell]:
    try:
        return await access.resolve_all(sources, context, *asked)
    except Exception as error:
        if len(sources) == 1:
            return [Failure(error)]
    # Perhaps not all of them fail. What was read is cached, so that nothing is read again.
    parts = [partial(_resolve_declared, access, [source], context, asked) for source in sources]
    return [cell for [cell] in await await_all(parts)]


async def _call_resolver(
    executor: Executor[Any], position: Position, sources: Sequence[Any], path_of: PathOf, turns: Turns
) -> list[Cell]:
    call = attempt(lambda given: _caller(executor, position, given), path_of)
    if isinstance(call, Failure):
        return [call] * len(sources)
    values = await turns.through(lambda part: [attempt(call, each) for each in part], list(enumerate(sources)))
    waiting = [number for number, value in enumerate(values) if may_be_awaited(value)]
    found = await await_all(partial(_attempt_to_await, values[number]) for number in waiting)
    for number, value in zip(waiting, found, strict=True):
        values[number] = value
    return list(map(_as_value, values))


def _caller(executor: Executor[Any], position: Position, path_of: PathOf) -> Callable[[tuple[int, Any]], Any]:
    """What calls the field's resolver for a numbered source; raises GraphQLError for wrong arguments."""
    parent, definition, details = position
    node, _, fragment_variables = details[0]
    arguments = get_argument_values(
        definition, node, executor.variable_values, fragment_variables, executor.hide_suggestions
    )
    function, nodes = definition.resolve or executor.field_resolver, to_nodes(details)

    def call(numbered: tuple[int, Any]) -> Any:
        number, source = numbered
        return function(source, executor.build_resolve_info(definition, nodes, parent, path_of(number)), **arguments)

    return call


async def _attempt_to_await(value: Awaitable[Any]) -> Cell:
    try:
        return await value
    except Exception as error:
        return Failure(error)


def _as_value(value: Any) -> Cell:
    return Failure(value) if isinstance(value, Exception) else None if value is Undefined else value
