"""Tax rates, and the tax ids that are objects of their own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Index
from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by, owned_by_no_customer
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class KeepsSeen(SQLModel):
    """A row that keeps what its versions said: an invoice shows what was true when it was issued.

    `seen` is `[{first, last, …}]` in the order of time: the columns that `NAMED` lists, each set of values once, with
    the moments of the first and the last version that said so. Null is not known.
    """

    seen: list[dict[str, Any]] | None = columns.json(default=None)


class TaxRate(Identified, Sourced, KeepsSeen, table=True):
    """`percentage` is in percent, null of a rate that takes an amount; `included` says that prices hold the tax.

    `jurisdiction` is who levies it, as the source words it: a state, a county, a country. Null is not known.
    """

    __tablename__ = "tax_rate"
    __table_args__ = (owned_by_no_customer(),)

    name: str | None = None
    percentage: Decimal | None = columns.exact_decimal(default=None)
    included: bool
    country: str | None = None
    jurisdiction: str | None = None
    created_at: Instant | None = columns.instant(default=None)


class TaxIdentifier(Identified, Sourced, KeepsSeen, table=True):
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
TIMES = ("first", "last")


def said_at(moment: Instant | None, seen: Sequence[dict[str, Any]] | None) -> dict[str, Any]:
    """What a row said at a moment, where that is not what it says now; None is now.

    Between two versions it said what the earlier one does, and before the first what that one does.
    """
    if moment is None or not seen:
        return {}
    known = [each for each in seen if each["first"] <= moment] or seen[:1]
    # Of what was said again after something else, only the first and the last moment are known.
    then = max(known, key=lambda each: each["last"] if each["last"] <= moment else each["first"])
    if then["last"] == max(each["last"] for each in seen):
        return {}
    return {name: value for name, value in then.items() if name not in TIMES}


class Rated(Protocol):
    """A tax rate, or what is read of one."""

    @property
    def percentage(self) -> Decimal | None: ...


def percentage_of(tax: Mapping[str, Any], rates: Mapping[str, Rated]) -> Decimal | None:
    """How high a tax of an invoice or of a line is: what it says itself, else the rate that it names."""
    stated, rate = tax.get("percentage"), rates.get(tax.get("rate_id") or "")
    if stated is not None:
        return Decimal(stated)
    return None if rate is None else rate.percentage


def only_percentage(
    stated: Decimal | None, taxes: Sequence[Mapping[str, Any]] | None, rates: Mapping[str, Rated]
) -> Decimal | None:
    """A line's rate in percent: as it says, else that of its only tax; None where there is none or several."""
    return percentage_of(taxes[0], rates) if stated is None and taxes and len(taxes) == 1 else stated
