"""The content of an invoice's PDF, as plain values."""

from dataclasses import dataclass
from typing import Literal

from pdf.content.payment_methods import HowToPay, PaidWith
from pdf.content.sum_kind import SumKind
from pdf.einvoice.einvoice import EInvoice
from pdf.einvoice.gap import Gap

Status = Literal["draft", "open", "overdue", "paid", "uncollectible", "void"]
Paper = Literal["A4", "Letter"]
Title = Literal["invoice", "tax_invoice", "credit_note"]
# Why there is no tax.
Relief = Literal[
    "reverse_charge", "exempt", "exempt_holiday", "buyer_exempt", "intra_community", "export", "out_of_scope",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A number; `scheme` is what the country calls it, None for a VAT number and for one of unknown kind."""

    number: str
    is_vat: bool = False
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer as printed. Each entry of `address` and `tax_ids` is one line.

    `han` is the form of Chinese characters (BCP 47) that is used in its country.
    """

    name: str
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    tax_ids: tuple[TaxNumber, ...] = ()
    han: str | None = None


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A line of the invoice. Money and quantities are formatted text; `unit_price` and `tax` can be empty.

    `package` is the quantity that the unit price is for, if it is not one.
    """

    description: str
    quantity: str
    unit_price: str
    amount: str
    tax: str = ""
    period: str | None = None
    package: str | None = None
    relief: Relief | None = None
    is_flat_fee: bool = False


@dataclass(frozen=True, slots=True)
class TaxText:
    """A tax: one of the names in `tax_names` or the rate's own, the amount, and where known the rate and the base.

    `place` is the state, province or county that levies it.
    """

    name: str
    amount: str
    rate: str | None = None
    base: str | None = None
    relief: Relief | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row below the lines: an amount of the column that adds up; `tax` says which tax it is."""

    kind: SumKind
    amount: str
    tax: TaxText | None = None


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """Everything that the PDF of an invoice shows or contains. Equal content renders to equal bytes.

    Money and dates are formatted text in `language` (BCP 47), which is also the language of the labels. `han` is the
    form of Chinese characters (BCP 47) that the reader knows. `received` is what payments brought in, None if nothing.
    `credit` is a negative total without its sign; the invoice is then a credit note. `sums` lead from the lines to the
    total and to what is due. `included` are the taxes that the amounts contain, `tax_name` is what all taxes are
    called, `total_tax` is their sum if there are several. `revises` is the number of the invoice that this one replaces
    or corrects. `reliefs` are reasons for no tax that no row of the sums says; `reverse_charge` means that the buyer
    owes the VAT. `logo` is a base64 `data:` URI of a PNG or JPEG image; if it is missing or invalid, the seller's name
    is printed instead. `einvoice` is the e-invoice, if there is one, and `gap` why there is none.
    """

    number: str
    status: Status
    seller: Party
    buyer: Party
    issued: str
    currency: str
    lines: tuple[ContentLine, ...]
    sums: tuple[SumRow, ...]
    total: str
    amount_due: str
    included: tuple[TaxText, ...] = ()
    tax_name: str = "Tax"
    total_tax: str | None = None
    due: str | None = None
    paid: str | None = None
    voided: str | None = None
    received: str | None = None
    credit: str | None = None
    title: Title = "invoice"
    revises: str | None = None
    reliefs: tuple[Relief, ...] = ()
    reverse_charge: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    payment: HowToPay | None = None
    paid_with: tuple[PaidWith, ...] = ()
    notes: tuple[str, ...] = ()
    paper: Paper = "A4"
    logo: str | None = None
    language: str = "en"
    han: str | None = None
    einvoice: EInvoice | None = None
    gap: Gap | None = None
