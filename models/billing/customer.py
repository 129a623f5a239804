"""The customer: who pays, and how they are reached and billed."""

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant

ADDRESS_PARTS = ("line1", "line2", "city", "state", "postal_code", "country")


class Customer(Identified, Sourced, table=True):
    """`address` is `{line1, line2, city, state, postal_code, country}`, `tax_ids` a list of `{type, value}`.

    `email_folded` and `sort_name` are derived by `models.values.naming` for search and order. `balances` is
    `{currency: minor units}`, negative where it is the customer's credit; null where its currency is not known, and on
    a row from before it was kept.
    """

    __table_args__ = (
        Index("ix_customer_newest", *SCOPE, "created_at", "id"),
        # A list of a range of time passes over others in it.
        Index("ix_customer_by_name", *SCOPE, "sort_name", "id", "created_at"),
        Index("ix_customer_by_email", *SCOPE, "email_folded"),
        owned_by("id"),
    )

    name: str | None = None
    email: str | None = None
    email_folded: str | None = columns.text(default=None)
    sort_name: str = columns.text()
    phone: str | None = None
    description: str | None = None
    address: dict[str, str | None] | None = columns.json(default=None)
    tax_ids: list[dict[str, str]] = columns.json()
    currency: str | None = None
    locale: str | None = None
    extra: dict[str, str] = columns.json(sa_column_kwargs={"name": "metadata"})
    created_at: Instant = columns.instant()
    balances: dict[str, int] | None = columns.json(default=None)
    tax_exempt: str | None = None
    discount_ids: list[str] | None = columns.json(default=None)
    default_payment_method_id: str | None = columns.text(default=None)
