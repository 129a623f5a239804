"""What is computed of a customer's payments, invoices and subscriptions, kept so that it need not be read again."""

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
    the clock changes nothing any more. Where it is null, every read computes it: because it is too long to be kept; or
    `since` and `until` are 0 after a write, until upkeep keeps it anew; or `since` is 0 and `until` null on a row that
    is older than the table, until the upgrade is finished.
    """

    __tablename__ = "customer_figures"
    __table_args__ = (
        partial_index("ix_customer_figures_by_end", *SCOPE, "until", "id", where="until IS NOT NULL"),
        owned_by("id") | STORED_BY_KEY,
    )

    figures: str | None = columns.text(default=None)
    since: Instant = columns.instant()
    until: Instant | None = columns.instant(default=None)


def are_of_this_time(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row's figures are those of the moment."""
    return and_(stored.since <= now, or_(stored.until.is_(None), stored.until > now))


def kept_figures(customer: Any, now: ColumnElement[int]) -> ScalarSelect[Any]:
    """The figures that are kept of the customer whose project, mode and id these columns hold; null without them."""
    kept = table_of(CustomerFigures).alias("kept_figures")
    keys = (kept.c[name] == customer[name] for name in (*SCOPE, "id"))
    wanted = select(kept.c.figures).where(*keys, are_of_this_time(kept.c, now))
    return wanted.correlate(customer["id"].table).scalar_subquery()
