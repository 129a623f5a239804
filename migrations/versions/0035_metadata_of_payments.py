"""What a seller keeps with a payment."""

from collections import Counter
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from models.search.entries import entries_of_values

revision = "0035"
down_revision = "0034"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_AT_ONCE = 5_000
_PAYMENTS = sa.text("""
    SELECT payment.project_id, payment.live_mode, payment.id, payment.customer_id, customer.created_at, payment.metadata
    FROM payment_intent AS payment
    JOIN customer ON customer.project_id = payment.project_id AND customer.live_mode = payment.live_mode
                 AND customer.id = payment.customer_id
    WHERE payment.metadata IS NOT NULL
      AND (payment.project_id, payment.live_mode, payment.id) > (:project_id, :live_mode, :id)
    ORDER BY payment.project_id, payment.live_mode, payment.id LIMIT :most
""").columns(live_mode=sa.Boolean())
_KEY = """
    project_id = :project_id AND live_mode = :live_mode AND text = :text AND weight = :weight
    AND created_at = :created_at AND customer_id = :customer_id AND fields = :fields
"""
_TAKE_OFF = sa.text(f"UPDATE search_entry SET how_many = how_many - :said WHERE {_KEY}")  # noqa: S608
_REMOVE_UNSAID = sa.text(f"DELETE FROM search_entry WHERE how_many <= 0 AND {_KEY}")  # noqa: S608


def upgrade() -> None:
    op.add_column("payment_intent", sa.Column("metadata", sa.Text(), nullable=True))


def downgrade() -> None:
    _forget_entries()
    with op.batch_alter_table("payment_intent") as batch_op:
        batch_op.drop_column("metadata")


def _forget_entries() -> None:
    """Of the search: what payments' metadata say of their customers."""
    connection, place = op.get_bind(), {"project_id": "", "live_mode": False, "id": ""}
    while rows := connection.execute(_PAYMENTS, place | {"most": _AT_ONCE}).all():
        place = dict(zip(place, rows[-1], strict=False))
        if entries := _count_entries(rows):
            connection.execute(_TAKE_OFF, entries)
            connection.execute(_REMOVE_UNSAID, entries)


def _count_entries(rows: Any) -> list[dict[str, Any]]:
    said: Counter[tuple[Any, ...]] = Counter()
    for project_id, live_mode, _, customer_id, created_at, metadata in rows:
        whose = (project_id, live_mode, customer_id, created_at)
        said.update((*whose, *entry) for entry in entries_of_values(orjson.loads(metadata)))
    names = ("project_id", "live_mode", "customer_id", "created_at", "text", "weight", "fields")
    return [dict(zip(names, key, strict=True)) | {"said": count} for key, count in sorted(said.items())]
