"""A project is the seller: it owns every object, and its name and address stand on its invoices."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by_no_customer
from models.values.instant import Instant


class Paper(StrEnum):
    """The size of paper that an invoice is printed on."""

    A4 = "A4"
    LETTER = "LETTER"


# The seller's columns that an issued invoice keeps, whatever becomes of the project.
SELLER_PARTS = (
    "name", "address", "email", "phone", "tax_id", "tax_ids", "payment_instructions", "footer", "time_zone",
)  # fmt: skip

# What describes a project, beside its name and time zone.
_DESCRIPTION = tuple(part for part in SELLER_PARTS if part not in {"name", "time_zone"})


def is_described(seller: Mapping[str, Any]) -> bool:
    """Whether a seller's parts say more than `project create` does."""
    return any(seller.get(part) for part in _DESCRIPTION)


class Project(SQLModel, table=True):
    """`address` and `tax_ids` have the form of a customer's; `logo` is a data: URI of an image.

    `tax_id` is a number of any kind, as it is printed; `tax_ids` names the kind of each number.
    `payment_instructions` is `{account_holder, iban, bic, terms, url}`. `time_zone` is an IANA name: days on paper and
    on pages are days there.
    A customer's invoice shows its seller, so the project is read beside an invoice of theirs.
    """

    __table_args__ = owned_by_no_customer()

    id: str = columns.text(primary_key=True)
    name: str = columns.text(unique=True)
    address: dict[str, str | None] | None = columns.json(default=None)
    email: str | None = None
    phone: str | None = None
    tax_id: str | None = None
    tax_ids: list[dict[str, str]] | None = columns.json(default=None)
    payment_instructions: dict[str, str | None] | None = columns.json(default=None)
    logo: str | None = None
    paper: Paper = columns.member(Paper, default=Paper.A4)
    footer: str | None = None
    locale: str | None = None
    time_zone: str = "UTC"
    created_at: Instant = columns.instant()

    @property
    def country(self) -> str | None:
        """The country of its address."""
        return (self.address or {}).get("country")

    def as_seller(self) -> dict[str, Any]:
        """What an issued invoice keeps."""
        return {part: getattr(self, part) for part in SELLER_PARTS}
