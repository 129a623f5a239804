"""An e-invoice as plain values: the business terms (BT and BG) of EN 16931 that we use."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class TypeCode(StrEnum):
    """BT-3, a code of UNTDID 1001. On a credit note, positive amounts are in the buyer's favour."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


@dataclass(frozen=True, slots=True)
class Vat:
    """A VAT category (UNTDID 5305), its rate in percent (None for "O"), and the reason if no VAT is charged."""

    category: str
    rate: Decimal | None
    exemption: str | None = None
    exemption_code: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """BG-5 or BG-8; the country is ISO 3166-1 alpha-2."""

    country: str
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class TradeParty:
    """The seller (BG-4) or the buyer (BG-7).

    `vat_id` starts with a country code (BT-31, BT-48). `tax_registration` is another VAT number (BT-32). `id`
    identifies a party without a VAT id (BT-29).
    """

    name: str
    address: Address
    id: str | None = None
    vat_id: str | None = None
    tax_registration: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where the amount due is sent (BG-17)."""

    iban: str
    holder: str
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A billing period (BG-14 or BG-26), with the days that are printed; one day is the day of supply."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line (BG-25). `net` is `quantity` × `price` / `price_quantity`, rounded, plus `extra`."""

    id: str
    name: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    vat: Vat
    price_quantity: Decimal | None = None
    extra: Decimal | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A charge (BG-21) on the whole invoice, or an allowance (BG-20) if `amount` is negative."""

    amount: Decimal
    vat: Vat
    is_shipping: bool = False


@dataclass(frozen=True, slots=True)
class VatTotal:
    """BG-23: the VAT of one category and rate."""

    vat: Vat
    basis: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals (BG-22), in the invoice's currency."""

    lines: Decimal
    charges: Decimal
    allowances: Decimal
    basis: Decimal
    tax: Decimal
    total: Decimal
    prepaid: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An e-invoice. Equal values are written as equal bytes.

    `buyer_reference` is BT-10, `purchase_order` BT-13, `preceding` the invoice that this one corrects (BT-25), `terms`
    BT-20. `delivered_on` (BT-72) is the day of all lines; otherwise there may be a `period`.
    """

    number: str
    type_code: TypeCode
    issued: date
    due: date | None
    currency: str
    seller: TradeParty
    buyer: TradeParty
    lines: tuple[TradeLine, ...]
    adjustments: tuple[Adjustment, ...]
    vat_totals: tuple[VatTotal, ...]
    totals: Totals
    buyer_reference: str | None = None
    purchase_order: str | None = None
    preceding: str | None = None
    account: Account | None = None
    terms: str | None = None
    period: Period | None = None
    delivered_on: date | None = None
    delivered_to: str | None = None
    notes: tuple[str, ...] = ()
