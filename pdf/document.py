"""An invoice as plain values: all that its file shows and holds, nothing that is looked up."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pdf.einvoice.einvoice import EInvoice

Status = Literal["draft", "open", "paid", "uncollectible", "void"]
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer, as printed: one entry of `address` and `tax_ids` is one line."""

    name: str
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    tax_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One row of the invoice. Money and quantities are formatted already; `tax` may be empty."""

    description: str
    quantity: str
    unit_price: str
    amount: str
    tax: str = ""
    period: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """All values of one invoice; equal documents print to equal bytes.

    Money is formatted text. A date is text, or a `datetime.date` printed like `3 March 2026`.
    `credit` says that the total is negative, which makes it a credit note.
    `logo` is a base64 `data:` URI of a PNG or JPEG image and `accent` a colour such as `#635bff`; without
    them, or with anything else there, the seller's name and the ordinary ink are printed.
    `einvoice` is the same invoice as data; None where it can't be stated as such.
    """

    number: str
    status: Status
    seller: Party
    buyer: Party
    issued: str | date
    currency: str
    lines: tuple[DocumentLine, ...]
    subtotal: str
    tax: str
    total: str
    amount_paid: str
    amount_due: str
    due: str | date | None = None
    paid: str | date | None = None
    credit: bool = False
    notes: tuple[str, ...] = field(default=())
    paper: Paper = "A4"
    logo: str | None = None
    accent: str | None = None
    einvoice: EInvoice | None = None

    @property
    def title(self) -> str:
        """What the document calls itself."""
        return "Credit note" if self.credit else "Invoice"
