"""Stored figures: what is computed of a customer's payments, invoices and subscriptions."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, or_, select

from models import columns
from models.ownership import owned_by, table_of
from models.scoped import SCOPE, Identified
from models.summaries.stored_by_key import STORED_BY_KEY
from models.values.instant import Instant
from storage.columns import partial_index


class CustomerFigures(Identified, table=True):
    """One row for each customer, under the customer's id.

    `figures` is what was computed (`resolvers.figures`) as it is from `since` on and until before `until`, null where
    the clock changes nothing any more. Where `figures` is null, every read computes them: they are too long to
    be stored; or computing them has failed, `failures` times in a row, and is tried again at `until`; or `since` and
    `until` are 0 after a write, until upkeep refreshes them; or `since` is 0 and `until` null on a row that is older
    than the table, until the upgrade is finished.
    """

    __tablename__ = "customer_figures"
    __table_args__ = (
        partial_index("ix_customer_figures_by_end", *SCOPE, "until", "id", where="until IS NOT NULL"),
        owned_by("id") | STORED_BY_KEY,
    )

    figures: str | None = columns.text(default=None)
    since: Instant = columns.instant()
    until: Instant | None = columns.instant(default=None)
    failures: int = 0


def are_of_this_time(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row's figures are those of the moment."""
    return and_(stored.since <= now, or_(stored.until.is_(None), stored.until > now))


def stored_figures(customer: Any, now: ColumnElement[int]) -> ScalarSelect[Any]:
    """The stored figures of the customer whose project, mode and id these columns hold; null where none are valid."""
    stored = table_of(CustomerFigures).alias("stored_figures")
    keys = (stored.c[name] == customer[name] for name in (*SCOPE, "id"))
    wanted = select(stored.c.figures).where(*keys, are_of_this_time(stored.c, now))
    return wanted.correlate(customer["id"].table).scalar_subquery()
