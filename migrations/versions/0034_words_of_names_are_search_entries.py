"""The words of customers' names: the search reads its own table, and nothing reads them any more."""

import sqlalchemy as sa
from alembic import op

from models.values.naming import index_words

revision = "0034"
down_revision = "0033"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SCOPE = ("project_id", "live_mode")
_AT_ONCE = 5_000
_NAMES = sa.text("""
    SELECT project_id, live_mode, id, name FROM customer
    WHERE name IS NOT NULL AND (project_id, live_mode, id) > (:project_id, :live_mode, :id)
    ORDER BY project_id, live_mode, id LIMIT :most
""").columns(live_mode=sa.Boolean())


def upgrade() -> None:
    op.drop_table("customer_word")


def downgrade() -> None:
    words = op.create_table(
        "customer_word",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("word", _BYTEWISE, nullable=False),
        sa.Column("customer_id", _BYTEWISE, nullable=False),
        sa.ForeignKeyConstraint(
            [*_SCOPE, "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_customer_word_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_customer_word_project_id")),
        sa.PrimaryKeyConstraint(*_SCOPE, "word", "customer_id", name=op.f("pk_customer_word")),
    )
    op.create_index("ix_customer_word_by_customer", "customer_word", [*_SCOPE, "customer_id"])
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
