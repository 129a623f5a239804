"""Tax rates, and the tax ids that are objects of their own."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Index
from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by, owned_by_no_customer
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class KeepsEarlier(SQLModel):
    """A row that keeps what it said before: an invoice shows what was true when it was issued.

    `earlier` is `[{until, …}]`, the oldest first, with the columns that `NAMED` lists, up to the moment `until`.
    """

    earlier: list[dict[str, Any]] | None = columns.json(default=None)


class TaxRate(Identified, Sourced, KeepsEarlier, table=True):
    """`percentage` is in percent; `included` says that prices hold the tax. Null is not known.

    `jurisdiction` is who levies it, as the source words it: a state, a county, a country.
    """

    __tablename__ = "tax_rate"
    __table_args__ = (owned_by_no_customer(),)

    name: str | None = None
    percentage: Decimal | None = columns.exact_decimal(default=None)
    included: bool
    country: str | None = None
    jurisdiction: str | None = None
    created_at: Instant | None = columns.instant(default=None)


class TaxIdentifier(Identified, Sourced, KeepsEarlier, table=True):
    """A tax number of a customer, or of the seller's account where it names no customer.

    `customer.tax_ids` are those that the customer itself held expanded.
    """

    __tablename__ = "tax_id"
    __table_args__ = (
        Index("ix_tax_id_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    type: str
    value: str
    created_at: Instant = columns.instant()


# What invoices show of each, by its table.
NAMED = {"tax_rate": ("name", "country", "jurisdiction"), "tax_id": ("type", "value")}


def said_at(moment: Instant | None, earlier: Iterable[dict[str, Any]] | None) -> dict[str, Any]:
    """What a row said at a moment, where that is not what it says now; None is now."""
    if moment is None:
        return {}
    return next((version for version in earlier or () if moment < version["until"]), {})
