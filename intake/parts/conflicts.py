"""Whether a built part conflicts with what the database has, or with another part."""

from collections.abc import AsyncIterator, Iterable, Sequence

from sqlalchemy import ColumnElement, Table, exists, select

from intake.kinds import KINDS
from intake.parts.building import Built
from intake.parts.foreign_keys import REVERSE_LOOKUPS
from intake.parts.shared_rows import SharedRows, read_shared_rows
from intake.storing.target import Target
from models.tables import METADATA

_ERASURE, _EVENT = METADATA.tables["erasure"], METADATA.tables["imported_event"]
_KINDS = {kind.table.name: kind.name for kind in KINDS}


async def has_no_conflict(targets: Sequence[Target], shared_rows: SharedRows, built: Built) -> bool:
    """Whether the shared rows are unchanged, and no stored row has to do with any of its rows.

    That is: none refers to one of them, and none is referred to by them; beside a row with an id of its own it can't be
    stored anyway. Nor was anybody erased, and no event of its objects is kept: those are decided object by object.
    """
    if await read_shared_rows(targets[0].connection, targets[0].project_id) != shared_rows.rows:
        return False
    for target in targets:
        async for is_known in _find_conflicts(target, built):
            if is_known:
                return False
    return True


def are_independent(parts: Iterable[Built]) -> bool:
    """Whether none of them refers to a row of another one."""
    parts = list(parts)
    named = [(scope, set(ids)) for built in parts for scope, ids in built.external_ids.items()]
    return all(ids.isdisjoint(built.ids.get(scope, ())) for scope, ids in named for built in parts)


async def _find_conflicts(target: Target, built: Built) -> AsyncIterator[bool]:
    yield await _has_rows(target, _ERASURE)
    ids = {name: found for (name, live_mode), found in built.ids.items() if live_mode == target.live_mode}
    external_ids = {
        name: found for (name, live_mode), found in built.external_ids.items() if live_mode == target.live_mode
    }
    for name, listed in external_ids.items():
        yield await _has_rows(target, METADATA.tables[name], "id", listed)
    for name, listed in ids.items():
        for table, column in REVERSE_LOOKUPS.get(name, ()):
            yield await _has_rows(target, METADATA.tables[table], column, listed)
    if await _has_rows(target, _EVENT):
        for name, listed in ids.items():
            if name in _KINDS:
                yield await _has_rows(target, _EVENT, "object_id", listed, _EVENT.c.kind == _KINDS[name])


async def _has_rows(
    target: Target, table: Table, column: str = "", values: Sequence[str] = (), *more: ColumnElement[bool]
) -> bool:
    """Whether the table has a row of the project and mode; with `column`, one with any of these values."""
    of_all = [table.c[name] == value for name, value in target.scope.items()]
    conditions = [target.covers(table, column, values)] if column else of_all
    return bool(await target.connection.scalar(select(exists().where(*conditions, *more))))
