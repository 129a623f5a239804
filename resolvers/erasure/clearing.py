"""Clears up after an erasure: a large customer's rows, events that name the customer, and the database's files."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, tuple_, update

from models.billing.erasure import Erasure
from models.billing.imported_event import ImportedEvent
from models.ownership import table_of
from models.personal_data import FATES, Derived
from models.values.instant import Instant
from resolvers.erasure.customer_rows import ESCAPE, customer_rows, mention_of
from resolvers.erasure.remaining_rows import RemainingRows
from resolvers.reads import Reads
from resolvers.scopes import Scope, text_parameter
from storage.database import Database

# Events are searched in small pieces, so that no request waits for it.
EVENTS_AT_ONCE = 2_000
_ATTEMPTS, _PAUSE_SECONDS = 20, 0.25

_ERASURE, _EVENT = table_of(Erasure), table_of(ImportedEvent)
_KEY = ("kind", "object_id", "event_id")


async def clear_erased(database: Database, reads: Reads, row: Mapping[str, Any], now: Instant) -> bool:
    """Clears what the erasure of this row left; False where a reader keeps some of it for now. It can be done again."""
    row = await RemainingRows(database, reads, row, now).erase()
    customer = customer_rows(row["project_id"], row["live_mode"], row["customer_id"])
    mention = mention_of(json.dumps(row["customer_id"]))
    place: dict[str, Any] = dict.fromkeys(_KEY, "")
    while events := await reads.fetch(_events_after, mention=mention, **place):
        found = [tuple(event[:3]) for event in events if event[3]]
        if found:
            are_found = tuple_(*(_EVENT.c[name] for name in _KEY)).in_(found)
            async with database.engine.begin() as connection:
                await connection.execute(delete(_EVENT).where(customer.scope_of(_EVENT), are_found))
        place = dict(zip(_KEY, events[-1], strict=False))
    if not await _clear_files(database, row):
        return False
    is_it = (customer.scope_of(_ERASURE), _ERASURE.c.customer_hash == row["customer_hash"])
    async with database.engine.begin() as connection:
        await connection.execute(update(_ERASURE).where(*is_it).values(cleared_at=now))
    return True


async def _clear_files(database: Database, row: Mapping[str, Any]) -> bool:
    derived = {name for name, fate in FATES.items() if isinstance(fate, Derived)}
    tables = sorted({*row["removed"], *row["emptied"], *derived, "imported_event"})
    for _ in range(_ATTEMPTS):
        if await database.dialect.clear_deleted(database.engine, tables):
            return True
        await asyncio.sleep(_PAUSE_SECONDS)
    return False


def _events_after(scope: Scope) -> Select[Any]:
    """The next events after a key, and whether each names the customer."""
    event = scope.table(ImportedEvent, "event")
    key = [event.c[name] for name in _KEY]
    names_them = event.c.source.like(bindparam("mention"), escape=ESCAPE).label("names_them")
    after = tuple_(*key) > tuple_(*(text_parameter(name) for name in _KEY))
    return select(*key, names_them).where(scope.bounds(event), after).order_by(*key).limit(EVENTS_AT_ONCE)
