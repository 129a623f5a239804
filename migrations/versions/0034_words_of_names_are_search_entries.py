"""The words of customers' names: the search reads its own table, and nothing reads them any more."""

import sqlalchemy as sa
from alembic import op

from models.values.naming import index_words

revision = "0034"
down_revision = "0033"

_SCOPE = ("project_id", "live_mode")
_AT_ONCE = 5_000
_NAMES = sa.text("""
    SELECT project_id, live_mode, id, name FROM customer
    WHERE name IS NOT NULL AND (project_id, live_mode, id) > (:project_id, :live_mode, :id)
    ORDER BY project_id, live_mode, id LIMIT :most
""").columns(live_mode=sa.Boolean())


def upgrade() -> None:
    # The table itself goes one release later, because processes of the last one still write it.
    op.execute("DELETE FROM customer_word")


def downgrade() -> None:
    op.execute("DELETE FROM customer_word")
    words = sa.table("customer_word", *(sa.column(name) for name in (*_SCOPE, "customer_id", "word")))
    connection, place = op.get_bind(), {"project_id": "", "live_mode": False, "id": ""}
    while rows := connection.execute(_NAMES, place | {"most": _AT_ONCE}).all():
        place = {"project_id": rows[-1][0], "live_mode": rows[-1][1], "id": rows[-1][2]}
        found = [
            {"project_id": row[0], "live_mode": row[1], "customer_id": row[2], "word": word}
            for row in rows
            for word in index_words(row[3])
        ]
        if found:
            connection.execute(sa.insert(words), found)
