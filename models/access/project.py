"""A project: the seller, which owns every object, and whose name and address stand on its invoices."""

from enum import StrEnum

from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by_no_customer
from models.values.instant import Instant


class Paper(StrEnum):
    """The sheet an invoice is laid out for."""

    A4 = "A4"
    LETTER = "LETTER"


# What stands on an invoice and stays there, whatever becomes of the project.
SELLER_PARTS = ("name", "address", "email", "phone", "tax_id", "tax_ids")


class Project(SQLModel, table=True):
    """`address` has a customer's shape, `tax_ids` too; `logo` is a data: URI of an image.

    `tax_id` is a number as it is printed, of whatever kind; `tax_ids` says of each number what it is.
    A customer's invoice shows its seller, so the project is read beside an invoice of theirs.
    """

    __table_args__ = owned_by_no_customer()

    id: str = columns.text(primary_key=True)
    name: str = columns.text(unique=True)
    address: dict[str, str | None] | None = columns.document(default=None)
    email: str | None = None
    phone: str | None = None
    tax_id: str | None = None
    tax_ids: list[dict[str, str]] | None = columns.document(default=None)
    logo: str | None = None
    paper: Paper = columns.member(Paper, default=Paper.A4)
    footer: str | None = None
    locale: str | None = None
    created_at: Instant = columns.instant()
