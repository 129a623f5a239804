"""Issued invoices of many countries, currencies and taxes, each with totals as Stripe computes them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.values.instant import Instant, parse_rfc3339
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import make_customer, make_invoice, make_line, make_project

MARCH = (parse_rfc3339("2026-03-01T00:00:00Z"), parse_rfc3339("2026-03-31T00:00:00Z"))
DAY = (parse_rfc3339("2026-03-15T12:00:00Z"),) * 2
ISSUED = parse_rfc3339("2026-04-01T09:30:00Z")

SELLERS: dict[str, dict[str, Any]] = {
    "DE": {"name": "Nordlicht Möbel GmbH", "tax_id": "DE 123 456 789"},
    "FR": {"name": "Société Générale de Café", "tax_ids": [{"type": "eu_vat", "value": "FR12345678901"}]},
    "GR": {"name": "Ελληνικός Καφές ΑΕ", "tax_ids": [{"type": "eu_vat", "value": "EL123456789"}]},
    "GB": {"name": "Harbour & Finch Ltd", "tax_id": "GB 999 9999 73"},
    "CH": {"name": "Zürcher Käse AG", "tax_ids": [{"type": "ch_vat", "value": "CHE-123.456.788 MWST"}]},
    "NO": {"name": "Fjord AS", "tax_ids": [{"type": "no_vat", "value": "123456789MVA"}]},
    "JP": {"name": "京都茶屋株式会社", "tax_ids": [{"type": "jp_trn", "value": "T1234567890123"}]},
    "AU": {"name": "Billabong Books Pty Ltd", "tax_ids": [{"type": "au_abn", "value": "12345678912"}]},
    "AE": {"name": "قهوة دبي", "tax_ids": [{"type": "ae_trn", "value": "123456789012345"}]},
    "IN": {"name": "चाय घर", "tax_ids": [{"type": "in_gst", "value": "12ABCDE3456FGZH"}]},
}
BANK = {
    "account_holder": "Nordlicht Möbel GmbH",
    "iban": "DE02120300000000202051",
    "bic": "BYLADEM1001",
    "terms": "Payable within 14 days without deduction.",
}
BUYERS: dict[str, dict[str, Any]] = {
    "DE": {"name": "Jörg Weiß", "tax_ids": [{"type": "eu_vat", "value": "DE987654321"}]},
    "FR": {"name": "L’Œuvre & Cie <SARL>", "tax_ids": [{"type": "eu_vat", "value": "FR 98 765432109"}]},
    "GB": {"name": "Siân O’Connor"},
    "US": {"name": "Blue Mesa Analytics, Inc.", "tax_ids": [{"type": "us_ein", "value": "12-3456789"}]},
    "JP": {"name": "山田太郎"},
    "AU": {"name": "Wattle & Gum Co."},
    "AE": {"name": "شركة المثال"},
    "CH": {"name": "Müller AG"},
    "NO": {"name": "Åse Ødegård"},
    "GR": {"name": "Μαρία Παπαδοπούλου"},
    "IN": {"name": "राम कुमार"},
}


@dataclass(frozen=True)
class Item:
    """A line before tax; `amount` in minor units, `rate` in percent or None where no tax is named."""

    amount: int
    rate: str | None = "19"
    reason: str | None = None
    quantity: int | Decimal = 1
    unit: str | None = None
    included: bool = False
    discount: int = 0
    period: tuple[Instant, Instant] | None = None
    description: str = "Team plan"
    tax: int | None = None


def issue(
    *items: Item, seller: str = "DE", buyer: str = "DE", currency: str = "EUR", **overrides: Any
) -> IssuedInvoice:
    """The invoice of these items, issued on 1 April 2026 and open; keywords override its columns.

    `project` and `customer` override those of the seller and the buyer, `snapshot` is the buyer as at issue, `off`
    is taken off the whole invoice; `shipping` and `shipping_tax` are added to it.
    """
    project = make_project(
        **{"address": _address(seller), "email": "billing@seller.example", "phone": "+49 30 1234"}
        | SELLERS[seller]
        | overrides.pop("project", {})
    )
    customer = _customer(buyer, overrides.pop("customer", {}))
    taxes = [_tax_of(item) for item in items]
    shipping, shipping_tax = overrides.get("shipping") or 0, overrides.get("shipping_tax", 0)
    subtotal, tax = sum(item.amount for item in items), sum(taxes) + shipping_tax
    on_top = sum(each for each, item in zip(taxes, items, strict=True) if not item.included)
    discounts = sum(item.discount for item in items) + overrides.pop("off", 0)
    total = subtotal - discounts + on_top + shipping + shipping_tax
    paid = overrides.pop("paid", 0)
    values = {
        "currency": currency,
        "status": InvoiceStatus.OPEN,
        "subtotal": subtotal,
        "tax": tax,
        "total": total,
        "amount_due": total,
        "amount_paid": paid,
        "amount_remaining": total - paid,
        "issued_at": ISSUED,
        "number": "R-2026-0042",
        "buyer": overrides.pop("snapshot", {}),
        "paid_at": None,
    }
    invoice = make_invoice(customer, **values | overrides)
    lines = [_line(invoice, place, item, tax) for place, (item, tax) in enumerate(zip(items, taxes, strict=True))]
    return IssuedInvoice(invoice, lines, customer, project)


def _customer(country: str, overrides: dict[str, Any]) -> Customer:
    return make_customer(**{"address": _address(country)} | BUYERS[country] | overrides)


def _address(country: str) -> dict[str, str | None]:
    return {"line1": "1 Main Street", "line2": None, "city": "Town", "postal_code": "12345", "country": country}


def _line(invoice: Any, place: int, item: Item, tax: int) -> InvoiceLine:
    start, end = item.period or (None, None)
    return make_line(
        invoice,
        place,
        description=item.description,
        quantity=item.quantity,
        unit_amount=Decimal(item.unit or item.amount),
        amount=item.amount,
        tax=tax,
        tax_rate=None if item.rate is None else Decimal(item.rate),
        tax_reason=item.reason,
        tax_included=item.included or None,
        discount=item.discount or None,
        period_start=start,
        period_end=end,
    )


def _tax_of(item: Item) -> int:
    if item.tax is not None:
        return item.tax
    rate, base = Decimal(item.rate or 0) / 100, Decimal(item.amount - item.discount)
    exact = base - base / (1 + rate) if item.included else base * rate
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


CORPUS: dict[str, IssuedInvoice] = {
    "one rate": issue(Item(2900, period=MARCH)),
    "two rates": issue(Item(2900), Item(1000, "7"), Item(550, "7")),
    "fractional rate in Switzerland": issue(Item(1999, "8.1"), seller="CH", buyer="CH", currency="CHF"),
    "a rate and zero-rated goods": issue(
        Item(1200, "20"), Item(800, "0", "zero_rated"), seller="GB", buyer="GB", currency="GBP"
    ),
    "only zero-rated goods": issue(Item(800, None, "zero_rated"), seller="GB", buyer="GB", currency="GBP"),
    "Greece": issue(Item(1234, "24"), seller="GR", buyer="GR"),
    "Norway": issue(Item(9900, "25"), seller="NO", buyer="NO", currency="NOK"),
    "exempt goods": issue(Item(5000, "0", "product_exempt"), Item(1000)),
    "exempt for three reasons": issue(
        Item(10000, "0", "product_exempt"),
        Item(5000, "0", "customer_exempt"),
        Item(300, None, "product_exempt_holiday"),
        Item(700, None),
        Item(2900),
        snapshot={"tax_exempt": "exempt"},
    ),
    "an exempt buyer": issue(Item(5000, None), snapshot={"tax_exempt": "exempt"}),
    "a buyer that accounts for the tax": issue(
        Item(5000, None), seller="FR", buyer="DE", snapshot={"tax_exempt": "reverse"}
    ),
    "reverse charge": issue(Item(9900, "0", "reverse_charge", period=MARCH), seller="FR", buyer="DE"),
    "export from the Union": issue(Item(15000, "0", "zero_rated"), buyer="US", currency="USD"),
    "export from elsewhere": issue(Item(15000, None, "zero_rated"), seller="GB", buyer="US", currency="GBP"),
    "to another country of the Union": issue(Item(7000, "0", "zero_rated", period=MARCH), buyer="FR"),
    "not subject to tax": issue(Item(7000, None, "not_subject_to_tax"), seller="GB", buyer="US", currency="USD"),
    "not subject to tax, without a VAT id": issue(
        Item(7000, None, "not_subject_to_tax"), seller="AU", buyer="US", currency="AUD"
    ),
    "yen": issue(Item(1980, "10"), Item(333, "8"), seller="JP", buyer="JP", currency="JPY"),
    "yen with fractional prices": issue(
        Item(5, "10", quantity=10, unit="0.5"),
        Item(2, "10", quantity=3, unit="0.5"),
        seller="JP",
        buyer="JP",
        currency="JPY",
    ),
    "dinars in tens of fils": issue(Item(1230, "5", tax=60), seller="AE", buyer="AE", currency="KWD"),
    "dirhams": issue(Item(105000, "5"), seller="AE", buyer="AE", currency="AED"),
    "goods and services tax": issue(Item(2200, "10"), seller="AU", buyer="AU", currency="AUD"),
    "India": issue(Item(118000, "18"), seller="IN", buyer="IN", currency="INR"),
    "a German tax number only": issue(
        Item(1500), project={"tax_id": None, "tax_ids": [{"type": "de_stn", "value": "29/815/08151"}]}
    ),
    "thousandths as prices": issue(Item(33, quantity=333, unit="0.1"), Item(1, "19", quantity=7, unit="0.1")),
    "prorated": issue(Item(1150, unit="2900", period=MARCH), Item(-870, unit="1900", quantity=1, period=MARCH)),
    "a fixed part without quantity": issue(Item(500, quantity=0, unit="0.2"), Item(0, quantity=0, unit="3")),
    "a discount as a line": issue(Item(2900, quantity=2, unit="1450"), Item(-290, unit="-290")),
    "discounts of lines": issue(Item(2900, discount=290), Item(1000, "7", discount=100)),
    "a discount of the whole": issue(Item(2900, tax=496), off=290),
    "a charge on the whole": issue(Item(2900, tax=646), off=-500),
    "shipping": issue(Item(10000), shipping=1000, shipping_tax=190),
    "shipping beside two rates": issue(Item(10000), Item(5000, "7"), shipping=1000, shipping_tax=190),
    "shipping beside a discount": issue(Item(10000, discount=1000), shipping=1000, shipping_tax=190),
    "tax within the prices": issue(Item(11900, included=True, quantity=3), Item(1070, "7", included=True)),
    "tax within a discounted price": issue(Item(11900, included=True, discount=1190)),
    "rounded once": issue(*(Item(11, tax=0) for _ in range(3)), tax=6, total=39, amount_remaining=39),
    "credit note": issue(Item(-2900, quantity=-1, unit="2900"), status=InvoiceStatus.PAID, paid=-3451),
    "credit note with a charge": issue(
        Item(-2900, unit="-2900", period=MARCH), Item(900, "7"), status=InvoiceStatus.PAID, paid=-2488
    ),
    "credit kept on the account": issue(Item(-500), status=InvoiceStatus.PAID, amount_due=0, amount_remaining=0),
    "paid": issue(Item(2900), status=InvoiceStatus.PAID, paid=3451, paid_at=ISSUED),
    "paid in part": issue(Item(2900), paid=1000),
    "a balance applied": issue(
        Item(10000), status=InvoiceStatus.PAID, amount_due=6900, amount_paid=6900, amount_remaining=0
    ),
    "a debt on the balance": issue(Item(10000), amount_due=12900, amount_remaining=12900),
    "a balance and a credit note": issue(
        Item(10000), amount_due=10900, amount_paid=4000, amount_remaining=5900, pre_payment_credited=1000
    ),
    "supplied on one day": issue(Item(2900, period=DAY), Item(100, "7", period=DAY)),
    "goods to the Union on one day": issue(Item(7000, "0", "zero_rated", period=DAY), buyer="FR"),
    "a day and a month": issue(Item(2900, period=DAY), Item(100, period=MARCH)),
    "a day and no day": issue(Item(2900, period=DAY), Item(100)),
    "half a unit": issue(Item(25000, quantity=Decimal("2.5"), unit="10000")),
    "a purchase order": issue(Item(2900), custom_fields=[{"name": "PO number", "value": "PO-4711"}]),
    "a buyer's reference": issue(Item(2900), custom_fields=[{"name": "Leitweg-ID", "value": "04011000-12345-34"}]),
    "by bank transfer": issue(
        Item(2900), project={"payment_instructions": BANK}, hosted_url="https://pay.example.com/i/1"
    ),
    "by bank transfer, in pounds": issue(
        Item(2900, "20"), seller="GB", buyer="GB", currency="GBP", project={"payment_instructions": BANK}
    ),
    "paid, by bank transfer": issue(
        Item(2900), status=InvoiceStatus.PAID, paid=3451, project={"payment_instructions": BANK}
    ),
    "revised, with a footer": issue(
        Item(2900), from_invoice_id="in_old", footer="HRB 12345", custom_fields=[{"name": "Project", "value": "Apollo"}]
    ),
    "uncollectible": issue(Item(2900), status=InvoiceStatus.UNCOLLECTIBLE),
    "without a due date": issue(Item(2900), due_at=None),
    "a free trial": issue(Item(0, unit="2900", period=MARCH), status=InvoiceStatus.PAID),
    "large amounts": issue(Item(9_000_000_000_000_000)),
    "notes and awkward characters": issue(
        Item(100, description="\x00\x0b<b>&amp;</b> 😀 ]]>"),
        Item(100, description=" \t "),
        description="Order № 7\nThank you \ufffe",
        project={"footer": "Amtsgericht Berlin, HRB 1"},
    ),
    "500 lines": issue(*(Item(100 + place, ("19", "7")[place % 2], quantity=1 + place % 3) for place in range(500))),
}
