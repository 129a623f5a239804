"""That a customer was erased: nothing of who it was, but for the id while something must still be kept."""

import hashlib

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import Scoped
from models.values.instant import Instant, month_of, start_of_month
from storage.columns import partial_index

_MONTHS = 12


class Erasure(Scoped, table=True):
    """One row for each erased customer, for ever: an import knows by `customer_hash` whom it must not bring back.

    `customer_id` is null once nothing of the customer is kept any more: the last of it is until `kept_until`.
    `cleared_at` is when what is indexed by no customer was looked through and the database's files were cleared; null
    until then. `actor` is who did it. `removed` and `emptied` say how many rows, `{table: n}`.
    """

    __table_args__ = (
        partial_index("ix_erasure_by_term", "kept_until", where="customer_id IS NOT NULL"),
        owned_by_no_customer(),
    )

    customer_hash: str = columns.text(primary_key=True)
    customer_id: str | None = columns.text(default=None)
    actor: str
    actor_id: str
    erased_at: Instant = columns.instant()
    kept_until: Instant = columns.instant()
    cleared_at: Instant | None = columns.instant(default=None)
    removed: dict[str, int] = columns.json()
    emptied: dict[str, int] = columns.json()


def hash_of_erased(project_id: str, live_mode: bool, customer_id: str) -> str:
    """What is kept in place of the id."""
    return hashlib.sha256(f"{project_id}\0{live_mode:d}\0{customer_id}".encode()).hexdigest()


def end_of_term(at: Instant, years: int) -> Instant:
    """When what is of this moment need not be kept any more: so many years after the end of its year, in UTC."""
    return start_of_month((month_of(at) // _MONTHS + 1 + years) * _MONTHS)
