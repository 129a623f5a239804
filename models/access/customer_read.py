"""An entry of the access log: somebody who was signed in read a customer."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import SCOPE, Identified
from models.values.instant import Instant


class ReadWay(StrEnum):
    """The way by which a customer was read."""

    PAGE = "PAGE"
    GRAPHQL = "GRAPHQL"
    FILE = "FILE"


class CustomerRead(Identified, table=True):
    """`operator_id` and `email` say who it was. It refers to no row: it outlives the customer and the operator.

    No customer owns it: a customer's token doesn't see who works for the seller.
    """

    __tablename__ = "customer_read"
    __table_args__ = (
        Index("ix_customer_read_of_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_customer_read_of_operator", *SCOPE, "operator_id", "created_at", "id"),
        owned_by_no_customer(),
    )

    customer_id: str = columns.text()
    operator_id: str = columns.text()
    email: str
    way: ReadWay = columns.member(ReadWay)
    created_at: Instant = columns.instant(index=True)
