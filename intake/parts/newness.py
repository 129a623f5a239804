"""Whether a part that was built alone is all that the database knows of its objects."""

from collections.abc import AsyncIterator, Iterable, Sequence

from sqlalchemy import ColumnElement, Table, exists, select

from intake.kinds import KINDS
from intake.parts.building import Built
from intake.parts.ground import Ground, read_ground
from intake.parts.names import FOLLOWED
from intake.storing.target import Target
from models.tables import METADATA

_ERASURE, _EVENT = METADATA.tables["erasure"], METADATA.tables["imported_event"]
_KINDS = {kind.table.name: kind.name for kind in KINDS}


async def is_new(targets: Sequence[Target], ground: Ground, built: Built) -> bool:
    """Whether it rests on what is there, and no row is there that has to do with any of its rows.

    That is, none that names one of them, and none that it names and has not; beside a row with an id of its own it
    can't be stored anyway. Nor was anybody erased, and no event is kept of its objects: what comes of such is decided
    object by object.
    """
    if await read_ground(targets[0].connection, targets[0].project_id) != ground.rows:
        return False
    for target in targets:
        async for is_known in _ask(target, built):
            if is_known:
                return False
    return True


def are_apart(parts: Iterable[Built]) -> bool:
    """Whether none of them names a row of another one."""
    parts = list(parts)
    named = [(scope, set(ids)) for built in parts for scope, ids in built.outside.items()]
    return all(ids.isdisjoint(built.ids.get(scope, ())) for scope, ids in named for built in parts)


async def _ask(target: Target, built: Built) -> AsyncIterator[bool]:
    yield await _knows(target, _ERASURE)
    ids = {name: found for (name, live_mode), found in built.ids.items() if live_mode == target.live_mode}
    outside = {name: found for (name, live_mode), found in built.outside.items() if live_mode == target.live_mode}
    for name, listed in outside.items():
        yield await _knows(target, METADATA.tables[name], "id", listed)
    for name, listed in ids.items():
        for table, column in FOLLOWED.get(name, ()):
            yield await _knows(target, METADATA.tables[table], column, listed)
    if await _knows(target, _EVENT):
        for name, listed in ids.items():
            if name in _KINDS:
                yield await _knows(target, _EVENT, "object_id", listed, _EVENT.c.kind == _KINDS[name])


async def _knows(
    target: Target, table: Table, column: str = "", values: Sequence[str] = (), *more: ColumnElement[bool]
) -> bool:
    """Whether the table has any row of the project and mode, or any whose column has one of the values."""
    of_all = [table.c[name] == value for name, value in target.scope.items()]
    conditions = [target.covers(table, column, values)] if column else of_all
    return bool(await target.connection.scalar(select(exists().where(*conditions, *more))))
