"""Tax rates, and the tax ids that are objects of their own."""

from decimal import Decimal

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by, owned_by_no_customer
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class TaxRate(Identified, Sourced, table=True):
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


class TaxIdentifier(Identified, Sourced, table=True):
    """A tax number of a customer; `customer.tax_ids` are those that the customer itself held expanded."""

    __tablename__ = "tax_id"
    __table_args__ = (
        Index("ix_tax_id_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    type: str
    value: str
    created_at: Instant = columns.instant()
