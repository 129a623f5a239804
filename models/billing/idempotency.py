"""The answer to a write, kept for 24 hours so that the same idempotency key never acts twice."""

from typing import Any

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import Scoped
from models.values.instant import DAY, Instant

KEPT_FOR = DAY
MAX_KEY_LENGTH = 255


class IdempotencyRecord(Scoped, table=True):
    """`answer` is null only inside the transaction of the write that it answers."""

    __tablename__ = "idempotency_record"
    __table_args__ = owned_by_no_customer()

    mutation: str = columns.text(primary_key=True)
    key: str = columns.text(primary_key=True)
    input_hash: str
    answer: dict[str, Any] | None = columns.json(default=None)
    created_at: Instant = columns.instant(index=True)
