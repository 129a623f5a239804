"""An entry of the access log: somebody revoked links to files of a customer."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.billing.credit_note import CreditNote
from models.billing.customer import Customer
from models.billing.event import Actor
from models.billing.invoice import Invoice
from models.ownership import owned_by_no_customer
from models.scoped import SCOPE, Identified
from models.values.ids import mint_id
from models.values.instant import Instant


class RevokedLinks(StrEnum):
    """Which links: one, all to an invoice or a credit note, or all to what is a customer's."""

    ONE = "ONE"
    OF_PAPER = "OF_PAPER"
    OF_CUSTOMER = "OF_CUSTOMER"


class LinkRevocation(Identified, table=True):
    """`paper_id` is the invoice or the credit note; null where they are all of the customer's.

    `customer_id` is null where it is not known whose a credit note is. It refers to no row: it outlives them. No
    customer owns it: a customer's token doesn't see who works for the seller.
    """

    __tablename__ = "link_revocation"
    __table_args__ = (
        Index("ix_link_revocation_of_customer", *SCOPE, "customer_id", "created_at", "id"),
        owned_by_no_customer(),
    )

    links: RevokedLinks = columns.member(RevokedLinks)
    customer_id: str | None = columns.text(default=None)
    paper_id: str | None = columns.text(default=None)
    actor: str
    actor_id: str
    created_at: Instant = columns.instant(index=True)


def make_revocation(
    links: RevokedLinks, row: Invoice | CreditNote | Customer, actor: Actor, at: Instant
) -> LinkRevocation:
    """The entry of what was done with links to the invoice or the credit note, or to what is the customer's."""
    return LinkRevocation(
        project_id=row.project_id,
        live_mode=row.live_mode,
        id=mint_id("revocation", at),
        links=links,
        customer_id=row.id if isinstance(row, Customer) else row.customer_id,
        paper_id=None if isinstance(row, Customer) else row.id,
        actor=actor.name,
        actor_id=actor.id,
        created_at=at,
    )
