"""A customer's facets, with the columns that lists are ordered by."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, case, or_

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified
from models.summaries.facets import facets_at
from models.values.instant import Instant
from storage.columns import partial_index


class CustomerFacets(Identified, table=True):
    """One row for each customer, under the customer's id.

    `facets` is what they were (`models.summaries.facets`) from `last_change_at` on, and until `next_change_at`: null
    where the clock changes nothing on that side. At other moments every read computes them.
    """

    __tablename__ = "customer_facets"
    __table_args__ = (
        Index("ix_customer_facets_newest", *SCOPE, "facets", "created_at", "id"),
        Index("ix_customer_facets_by_name", *SCOPE, "facets", "sort_name", "id", "created_at"),
        partial_index(
            "ix_customer_facets_by_next_change", *SCOPE, "next_change_at", where="next_change_at IS NOT NULL"
        ),
        partial_index(
            "ix_customer_facets_by_last_change", *SCOPE, "last_change_at", where="last_change_at IS NOT NULL"
        ),
        owned_by("id"),
    )

    facets: int = columns.amount()
    created_at: Instant = columns.instant()
    sort_name: str = columns.text()
    last_change_at: Instant | None = columns.instant(default=None)
    next_change_at: Instant | None = columns.instant(default=None)

    @staticmethod
    def columns_at(stored: Any, now: ColumnElement[int]) -> Mapping[str, ColumnElement[Any]]:
        """The facets at this moment: as they are stored, or computed where those are of another time."""
        return {"facets": case((is_of_another_time(stored, now), facets_at(stored, now)), else_=stored.facets)}


def is_of_another_time(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the stored facets are not those of the moment."""
    return or_(stored.next_change_at <= now, stored.last_change_at > now)


def is_of_this_time(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether they are."""
    return and_(
        or_(stored.next_change_at.is_(None), stored.next_change_at > now),
        or_(stored.last_change_at.is_(None), stored.last_change_at <= now),
    )
