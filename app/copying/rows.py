"""Rows as they are stored, read a chunk at a time, and what tells whether two databases have the same."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

import orjson
from sqlalchemy import Boolean, ColumnElement, Select, Table, bindparam, func, select, tuple_

from storage.database import Snapshot
from storage.decoding import row_decoder
from storage.dialect import Dialect
from storage.statement import Row, Statement
from storage.statements import compile_statement

# Some megabytes: what is read, and written in one transaction.
CHUNK_ROWS = 5_000

_CHECKSUM_BYTES = 16


class Tally(NamedTuple):
    """How many rows there are, and the sum of a hash of each: equal for equal rows in any order."""

    rows: int
    checksum: int

    def plus(self, other: "Tally") -> "Tally":
        """Of the rows of both."""
        return Tally(self.rows + other.rows, (self.checksum + other.checksum) % 2 ** (8 * _CHECKSUM_BYTES))


NOTHING = Tally(0, 0)


def tally(rows: Sequence[Row]) -> Tally:
    """Of these rows."""
    hashes = (int.from_bytes(blake2b(orjson.dumps(row), digest_size=_CHECKSUM_BYTES).digest()) for row in rows)
    return Tally(len(rows), sum(hashes) % 2 ** (8 * _CHECKSUM_BYTES))


async def count_rows(snapshot: Snapshot, table: Table) -> int:
    """How many rows the table has."""
    statement = compile_statement(select(func.count()).select_from(table), snapshot.dialect)
    [(count,)] = await snapshot.fetch(statement, {})
    return int(count)


async def read_chunks(snapshot: Snapshot, table: Table) -> AsyncIterator[Sequence[Row]]:
    """All rows of the table in the order of its key, at most CHUNK_ROWS at a time."""
    keys = {f"after_{column.name}": place for place, column in enumerate(table.columns) if column.primary_key}
    rows = await snapshot.fetch(_chunk(table, snapshot.dialect, is_first=True), {})
    after = _chunk(table, snapshot.dialect, is_first=False)
    while rows:
        yield rows
        if len(rows) < CHUNK_ROWS:
            return
        rows = await snapshot.fetch(after, {name: rows[-1][place] for name, place in keys.items()})


def _chunk(table: Table, dialect: Dialect, *, is_first: bool) -> Statement:
    chunk: Select[tuple[object, ...]] = select(*table.columns).order_by(*table.primary_key).limit(CHUNK_ROWS)
    if not is_first:
        chunk = chunk.where(_is_after(table))
    # The drivers' own values are kept, so that no row is changed on its way; of these only truth values differ.
    truths = [dialect.column_decoder(each.type) if isinstance(each.type, Boolean) else None for each in table.columns]
    decode = row_decoder(truths)
    return replace(
        compile_statement(chunk, dialect, decoded=False), decode=lambda rows: [tuple(row) for row in decode(rows)]
    )


def _is_after(table: Table) -> ColumnElement[bool]:
    last = [bindparam(f"after_{key.name}", type_=key.type) for key in table.primary_key]
    is_after: ColumnElement[bool] = tuple_(*table.primary_key) > tuple_(*last)
    return is_after
