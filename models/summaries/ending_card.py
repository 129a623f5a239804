"""A card that ends before the next charge that it pays."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from models import columns
from models.ownership import owned_by
from models.scoped import Scoped
from models.summaries.stored_by_key import STORED_BY_KEY
from models.values.instant import Instant


class EndingCard(Scoped, table=True):
    """One row for each such card of a customer (`models.pricing.ending_cards`), whatever the clock shows.

    It is so from `since` on and until before `until`: subscriptions end meanwhile. Null where there is no such bound.
    """

    __tablename__ = "ending_card"
    __table_args__ = (owned_by("customer_id") | STORED_BY_KEY,)

    customer_id: str = columns.text(primary_key=True)
    payment_method_id: str = columns.text(primary_key=True)
    since: Instant | None = columns.instant(default=None)
    until: Instant | None = columns.instant(default=None)


def is_ending(card: Any, at: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row of the table, or of an alias of it, holds at the moment."""
    has_begun = or_(card.c.since.is_(None), card.c.since <= at)
    return and_(has_begun, or_(card.c.until.is_(None), card.c.until > at))
