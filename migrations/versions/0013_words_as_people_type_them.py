"""A customer's words are plain letters: "soren" finds Søren."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.values.naming import words

revision = "0013"
down_revision = "0012"

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_WORD = sa.table(
    "customer_word",
    sa.column("project_id", _ID),
    sa.column("live_mode", sa.Boolean()),
    sa.column("word", _ID),
    sa.column("customer_id", _ID),
)
_KEY = sa.tuple_(*_WORD.c)
_LETTERS = "æœøłđðþıħŧŋəɛɔɓɗɖɣɩʋƙƴƒǝƶʻʼʾʿ"
_AT_ONCE = 5_000


def upgrade() -> None:
    connection = op.get_bind()
    for rows in _read_in_turn(connection):
        connection.execute(sa.delete(_WORD).where(_KEY.in_([tuple(row) for row in rows])))
        plain = {(*row[:2], word, row.customer_id) for row in rows for word in words(row.word)}
        there = {tuple(row) for row in connection.execute(sa.select(_WORD).where(_KEY.in_(sorted(plain))))}
        if new := plain - there:
            connection.execute(sa.insert(_WORD), [dict(zip(_WORD.c.keys(), row, strict=True)) for row in new])


def downgrade() -> None:
    """The words of the release before are made by importing again."""


def _read_in_turn(connection: sa.Connection) -> Iterator[list[Any]]:
    """The words that have one of the letters, some at a time, by their key."""
    wanted = sa.select(_WORD).where(sa.or_(*(_WORD.c.word.contains(letter) for letter in _LETTERS)))
    wanted = wanted.order_by(*_WORD.c).limit(_AT_ONCE)
    rows = list(connection.execute(wanted))
    while rows:
        yield rows
        rows = list(connection.execute(wanted.where(tuple(rows[-1]) < _KEY)))
