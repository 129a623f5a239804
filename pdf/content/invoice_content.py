"""An invoice as plain values: all that its file shows and holds, nothing that is looked up."""

from dataclasses import dataclass
from typing import Literal

from pdf.einvoice.einvoice import EInvoice

Status = Literal["draft", "open", "paid", "uncollectible", "void"]
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer, as printed: one entry of `address` and `tax_ids` is one line.

    `han` are the forms of Chinese characters (BCP 47) that are read where it is.
    """

    name: str
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    tax_ids: tuple[str, ...] = ()
    han: str | None = None


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
class TaxLine:
    """One row of the tax breakdown. The rate is unknown where several make up the amount; so may be the base."""

    amount: str
    rate: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """All values of one invoice; equal documents print to equal bytes.

    Money and dates are formatted text, in the manner of `language` (BCP 47), which is that of the labels too.
    `han` are the forms of Chinese characters (BCP 47) that its reader knows.
    `credit` is the total without its sign where that is negative, which makes it a credit note. `balance` is what
    the buyer had to its credit and the invoice used up. `taxes` add up to `tax`, which `tax_included` says the
    amounts hold already, and `vat` that it is a value added tax. `reverse_charge` says that the buyer owes it.
    `logo` is a base64 `data:` URI of a PNG or JPEG image and `accent` a colour such as `#635bff`; without them, or
    with anything else there, the seller's name and the ordinary ink are printed. `einvoice` is the same invoice as
    data; None where it can't be stated as such.
    """

    number: str
    status: Status
    seller: Party
    buyer: Party
    issued: str
    currency: str
    lines: tuple[DocumentLine, ...]
    subtotal: str
    tax: str
    total: str
    amount_paid: str
    amount_due: str
    discount: str | None = None
    balance: str | None = None
    taxes: tuple[TaxLine, ...] = ()
    due: str | None = None
    paid: str | None = None
    voided: str | None = None
    credit: str | None = None
    vat: bool = False
    tax_included: bool = False
    reverse_charge: bool = False
    notes: tuple[str, ...] = ()
    paper: Paper = "A4"
    logo: str | None = None
    accent: str | None = None
    language: str = "en"
    han: str | None = None
    einvoice: EInvoice | None = None
