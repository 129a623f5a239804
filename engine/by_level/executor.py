"""graphql-core's executor, which goes through the answer level by level instead of object by object.

A field is resolved and completed once for all objects of its place in the document: a list of fifty customers awaits
its payments once, where graphql-core has a task and two futures for each customer. Errors, nulls and their propagation
are GraphQL's, worded by graphql-core, which also collects fields, coerces arguments and runs the root fields of
mutations. Its methods are no public interface: with a new release the tests of equal answers must pass.
"""

from collections.abc import Iterable
from functools import partial
from itertools import chain, islice
from typing import Any

from graphql import GraphQLError, is_abstract_type, is_leaf_type, is_list_type, is_non_null_type
from graphql.execution.executor import Executor, invalid_return_type_error, to_nodes
from graphql.pyutils import Path, is_iterable

from engine.by_level.cells import Cell, Failure, attempt, attempt_each, have_failed, is_failure
from engine.by_level.leaves import write_leaves
from engine.by_level.paths import PathOf, at_chosen, at_field, at_items
from engine.by_level.position import Position
from engine.by_level.resolving import await_all, resolve
from storage.concurrency.turns import Turns


class LevelExecutor(Executor[Any]):
    """Executes one operation of this service's schema. Other tasks run between parts of a large level."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._turns = Turns()

    def build_response(self, data: Any) -> Any:
        """As graphql-core's. It also breaks a reference cycle, which would hold all that was read."""
        response = super().build_response(data)
        del self.async_helpers
        return response

    async def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """One object with everything below it."""
        [cell] = await self._execute(parent_type, grouped_field_set, [source_value], lambda _: path)
        if is_failure(cell):
            raise cell.error
        return cell

    async def _execute(self, parent: Any, fields: dict[str, Any], sources: list[Any], path_of: Any) -> list[Cell]:
        """Objects of one type and position, built from their sources."""
        positions = {name: self._position(parent, details) for name, details in fields.items()}
        if any(position.access is None for position in positions.values()):
            # Resolvers need their path: it is built once for all of them.
            path_of = list(map(path_of, range(len(sources)))).__getitem__
        columns: dict[str, list[Cell]] = {}
        waiting = {}
        for name, position in positions.items():
            column = partial(self._field, position, sources, at_field(path_of, name, parent.name))
            columns[name] = [] if position.waits else await column()
            if position.waits:
                waiting[name] = column
        columns.update(zip(waiting, await await_all(waiting.values()), strict=True))
        if not columns:
            return [{} for _ in sources]
        rows = list(zip(*columns.values(), strict=True))
        has_failed = any(map(have_failed, columns.values()))
        return await self._turns.through(partial(_objects_of, tuple(columns), has_failed), rows)

    def _position(self, parent: Any, details: Any) -> Position:
        definition = self.schema.get_field(parent, details[0].node.name.value)
        # The document is valid.
        assert definition is not None  # noqa: S101
        return Position(parent, definition, details)

    async def _field(self, position: Position, sources: list[Any], path_of: PathOf) -> list[Cell]:
        values = await resolve(self, position, sources, path_of, self._turns)
        return await self._settled(position.definition.type, values, position, path_of)

    async def _settled(self, return_type: Any, values: list[Cell], position: Position, path_of: PathOf) -> list[Cell]:
        """The completed values; a failure is reported and null, or located where null is not allowed."""
        cells = await self._complete(return_type, values, position, path_of)
        if not have_failed(cells):
            return cells

        def settle(number: int, cell: Cell) -> Cell:
            if not is_failure(cell):
                return cell
            try:
                self.handle_field_error(cell.error, return_type, position.details, path_of(number))
            except GraphQLError as error:
                return Failure(error)
            return None

        return [settle(number, cell) for number, cell in enumerate(cells)]

    async def _complete(self, return_type: Any, values: list[Cell], position: Position, path_of: PathOf) -> list[Cell]:
        """The values as they are answered; failures stay as they are."""
        if is_non_null_type(return_type):
            cells = await self._complete(return_type.of_type, values, position, path_of)
            return [_not_null(position) if cell is None else cell for cell in cells] if None in cells else cells
        known = [number for number, value in enumerate(values) if value is not None and not is_failure(value)]
        if len(known) == len(values):
            return await self._complete_known(return_type, values, position, path_of)
        chosen, cells = [values[number] for number in known], list(values)
        completed = await self._complete_known(return_type, chosen, position, at_chosen(path_of, known))
        for number, cell in zip(known, completed, strict=True):
            cells[number] = cell
        return cells

    async def _complete_known(
        self, return_type: Any, values: list[Any], position: Position, path_of: PathOf
    ) -> list[Cell]:
        if not values:
            return []
        if is_leaf_type(return_type):
            return await self._turns.through(partial(write_leaves, return_type), values)
        if is_list_type(return_type):
            return await self._complete_lists(return_type, values, position, path_of)
        return await self._complete_objects(return_type, values, position, path_of)

    async def _complete_lists(
        self, return_type: Any, values: list[Any], position: Position, path_of: PathOf
    ) -> list[Cell]:
        lists = attempt_each(partial(_as_list, position), values)
        if have_failed(lists):
            return await self._complete(return_type, lists, position, path_of)
        items = await self._settled(
            return_type.of_type, list(chain.from_iterable(lists)), position, at_items(path_of, lists)
        )
        remaining = iter(items)
        completed: list[Cell] = [list(islice(remaining, len(each))) for each in lists]
        if have_failed(items):
            return [next(filter(is_failure, each), each) for each in completed]
        return completed

    async def _complete_objects(
        self, return_type: Any, values: list[Any], position: Position, path_of: PathOf
    ) -> list[Cell]:
        types = self._types_of(return_type, values, position, path_of)
        fields = {each: self._fields_of(each, position) for each in dict.fromkeys(types)}
        work = {}
        for each, of_type in fields.items():
            if not is_failure(of_type):
                numbers = [number for number, kind in enumerate(types) if kind is each]
                sources = [values[number] for number in numbers]
                work[each] = numbers, partial(self._execute, each, of_type, sources, at_chosen(path_of, numbers))
        cells = [fields[each] for each in types]
        for (numbers, _), found in zip(work.values(), await await_all(part for _, part in work.values()), strict=True):
            for number, cell in zip(numbers, found, strict=True):
                cells[number] = cell
        return cells

    def _fields_of(self, found: Cell, position: Position) -> Cell:
        """What is selected of an object type; its failure, or that of a condition there which may not be null."""
        if is_failure(found):
            return found
        return attempt(lambda of: self.collect_subfields(of, position.details).grouped_field_set, found)

    def _types_of(self, return_type: Any, values: list[Any], position: Position, path_of: PathOf) -> list[Cell]:
        """The object type of each value, which follows from its class; or its failure."""
        found: dict[type, Cell] = {}
        for number, value in enumerate(values):
            if value.__class__ not in found:
                found[value.__class__] = attempt(partial(self._type_of, return_type, position, path_of(number)), value)
        return [found[value.__class__] for value in values]

    def _type_of(self, return_type: Any, position: Position, path: Path, value: Any) -> Any:
        nodes = to_nodes(position.details)
        info = self.build_resolve_info(position.definition, nodes, position.parent, path)
        found = return_type
        if is_abstract_type(return_type):
            name = (return_type.resolve_type or self.type_resolver)(value, info, return_type)
            found = self.ensure_valid_runtime_type(name, return_type, position.details, info, value)
        if found.is_type_of and not found.is_type_of(value, info):
            raise invalid_return_type_error(found, value, position.details)
        return found


def _objects_of(names: tuple[str, ...], has_failed: bool, rows: Iterable[tuple[Cell, ...]]) -> list[Cell]:
    """An object for each row of cells; a failure in it is the whole object's."""
    if not has_failed:
        return [dict(zip(names, cells, strict=True)) for cells in rows]
    return [next(filter(is_failure, cells), dict(zip(names, cells, strict=True))) for cells in rows]


def _not_null(position: Position) -> Failure:
    name = f"{position.parent.name}.{position.name}"
    return Failure(TypeError(f"Cannot return null for non-nullable field {name}."))


def _as_list(position: Position, value: Any) -> list[Any]:
    if not is_iterable(value):
        name = f"{position.parent.name}.{position.name}"
        raise GraphQLError(f"Expected Iterable, but did not find one for field '{name}'.")
    return list(value)
