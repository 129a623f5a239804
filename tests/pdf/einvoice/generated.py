"""Random issued invoices that can be e-invoices: taxes, discounts, shipping, balances and currencies in any mixture."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from models.billing.invoice import InvoiceStatus
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.pdf.einvoice.corpus import BANK, DAY, MARCH, Item, issue

# The smallest amount of each, in minor units: EN 16931 has no third decimal.
STEPS = {"EUR": 1, "GBP": 1, "JPY": 1, "KWD": 10}
TAXED = [("19", "standard_rated"), ("7", "reduced_rated"), ("8.1", None)]
UNTAXED = [
    ("0", "reverse_charge"),
    (None, "product_exempt"),
    ("0", "customer_exempt"),
    (None, "product_exempt_holiday"),
    (None, "zero_rated"),
]


@st.composite
def issued_invoices(draw: st.DrawFn) -> IssuedInvoice:
    """Of a seller in Germany; the buyer is there or in France, and may be exempt."""
    currency = draw(st.sampled_from(list(STEPS)))
    items = draw(st.lists(st.composite(_item)(STEPS[currency]), min_size=1, max_size=5))
    shipping, shipping_tax = draw(st.composite(_shipping)(items, STEPS[currency]))
    shipped = {"shipping": shipping or None, "shipping_tax": shipping_tax}
    total = issue(*items, **shipped).invoice.total
    return issue(
        *items,
        **shipped,
        currency=currency,
        buyer=draw(st.sampled_from(["DE", "FR"])),
        project={"payment_instructions": draw(st.sampled_from([None, BANK]))},
        snapshot={"tax_exempt": draw(st.sampled_from([None, "exempt", "reverse"]))},
        **draw(st.composite(_settlement)(total, STEPS[currency])),
    )


def _item(draw: st.DrawFn, step: int) -> Item:
    rate, reason = draw(st.sampled_from([*TAXED, *TAXED, *UNTAXED]))
    quantity = draw(st.sampled_from([Decimal(1), Decimal(3), Decimal("2.5"), Decimal(0)]))
    amount = draw(st.integers(-900, 90_000)) * step
    included = rate in {"19", "7"} and draw(st.booleans())
    discount = amount // 10 // step * step if amount > 0 and draw(st.booleans()) else 0
    return Item(
        amount,
        rate,
        reason,
        quantity=quantity,
        unit=str(amount / quantity) if quantity else None,
        included=included,
        discount=discount,
        period=draw(st.sampled_from([None, DAY, MARCH])),
        tax=_tax(amount - discount, Decimal(rate or 0) / 100, included, step),
    )


def _tax(base: int, rate: Decimal, included: bool, step: int) -> int:
    exact = base - base / (1 + rate) if included else base * rate
    return int((exact / step).quantize(Decimal(1), ROUND_HALF_UP)) * step


def _shipping(draw: st.DrawFn, items: list[Item], step: int) -> tuple[int, int]:
    rates = sorted({item.rate for item in items if item.tax and item.rate})
    if not rates or draw(st.booleans()):
        return 0, 0
    amount = draw(st.integers(100, 2_000)) * step
    return amount, _tax(amount, Decimal(draw(st.sampled_from(rates))) / 100, False, step)


def _settlement(draw: st.DrawFn, total: int, step: int) -> dict[str, Any]:
    """The customer's balance, credit notes, and what is paid."""
    if total <= 0:
        return {"status": InvoiceStatus.PAID, "amount_due": 0, "amount_paid": 0, "amount_remaining": 0}
    balance = draw(st.sampled_from([0, 0, -7 * step, 7 * step, -total]))
    credited = draw(st.sampled_from([0, 0, total // 3 // step * step])) if balance >= 0 else 0
    due = total + balance
    paid = draw(st.sampled_from([0, (due - credited) // 2 // step * step, due - credited]))
    return {
        "status": InvoiceStatus.PAID if paid == due - credited else InvoiceStatus.OPEN,
        "pre_payment_credited": credited,
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": due - credited - paid,
    }
