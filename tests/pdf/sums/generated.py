"""Random invoices as Stripe makes them: taxes, discounts, shipping, balances and currencies in any mixture."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.pdf.sources import NOVEMBER, Source

CURRENCIES = ("eur", "usd", "jpy", "kwd", "isk", "huf", "chf")
STATUSES = ("open", "open", "paid", "uncollectible", "void")


class Rate(NamedTuple):
    """A tax rate of the seller."""

    percentage: str
    name: str
    included: bool


RATES = (
    *(Rate(percentage, "VAT", included) for percentage in ("19", "7", "0") for included in (False, True)),
    Rate("5", "GST", False),
    Rate("9.975", "QST", False),
)


@st.composite
def invoices(draw: st.DrawFn) -> Source:
    """An issued invoice in the shape before or after 2025-03-31."""
    lines = draw(st.lists(line_items(), min_size=1, max_size=4))
    shipping, shipping_taxes = draw(shippings())
    subtotal = sum(line["amount"] for line in lines)
    discount = sum(each["amount"] for line in lines for each in line["discount_amounts"])
    taxes = _add_up([tax for line in lines for tax in line["taxes"]] + shipping_taxes)
    on_top = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    total = subtotal - discount + shipping + on_top
    where = draw(st.sampled_from(["lines and invoice", "lines", "invoice"]))
    names_rates = draw(st.booleans())
    tells_sum_alone = where != "invoice" and draw(st.booleans())
    source = {
        "id": "in_1",
        "object": "invoice",
        "number": "N-1",
        "customer": "cus_1",
        "currency": draw(st.sampled_from(CURRENCIES)),
        "subtotal": subtotal,
        "total": total,
        "total_discount_amounts": [{"amount": discount, "discount": "di_1"}] if discount else [],
        "total_taxes": [{"amount": sum(tax["amount"] for tax in taxes)}]
        if tells_sum_alone
        else _name_rates(taxes, names_rates and where != "lines"),
        "lines": {"object": "list", "data": [_with_taxes(line, where, names_rates) for line in lines]},
        "status_transitions": {"finalized_at": NOVEMBER["start"]},
        "created": NOVEMBER["start"],
        "livemode": True,
        **draw(settlements(total)),
    }
    if shipping:
        tax = sum(each["amount"] for each in shipping_taxes)
        source["shipping_cost"] = {"amount_subtotal": shipping, "amount_tax": tax, "amount_total": shipping + tax}
    return source


@st.composite
def line_items(draw: st.DrawFn) -> Source:
    quantity, unit = draw(st.integers(1, 12)), draw(st.integers(-900, 90_000))
    amount = quantity * unit
    discount = draw(st.sampled_from([0, 0, amount // 10, amount])) if amount > 0 else 0
    rates = draw(st.sampled_from([(), (RATES[-2], RATES[-1]), *((rate,) for rate in RATES[:-1])]))
    return {
        "object": "line_item",
        "description": "Item",
        "quantity": quantity,
        "amount": amount,
        "discount_amounts": [{"amount": discount, "discount": "di_1"}] if discount else [],
        "taxes": [_tax(rate, amount - discount) for rate in rates],
        "period": NOVEMBER,
    }


@st.composite
def shippings(draw: st.DrawFn) -> tuple[int, list[Source]]:
    amount = draw(st.sampled_from([0, 0, 0, 490, 1000]))
    rate = draw(st.sampled_from([None, *(rate for rate in RATES if not rate.included)]))
    return amount, [_tax(rate, amount)] if amount and rate else []


def _tax(rate: Rate, base: int) -> Source:
    share = Decimal(rate.percentage) / 100
    exact = base - base / (1 + share) if rate.included else base * share
    amount = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return {
        "amount": amount,
        "taxable_amount": base - amount if rate.included else base,
        "tax_behavior": "inclusive" if rate.included else "exclusive",
        "taxability_reason": "standard_rated" if amount else "zero_rated",
        "rate": rate,
    }


def _add_up(taxes: list[Source]) -> list[Source]:
    """One for each rate, as on an invoice."""
    sums: dict[Any, Source] = {}
    for tax in taxes:
        known = sums.setdefault(tax["rate"], tax | {"amount": 0, "taxable_amount": 0})
        for name in ("amount", "taxable_amount"):
            known[name] += tax[name]
    return list(sums.values())


def _with_taxes(line: Source, where: str, names_rates: bool) -> Source:
    return line | {"taxes": _name_rates(line["taxes"], names_rates) if where != "invoice" else []}


def _name_rates(taxes: list[Source], names_rates: bool) -> list[Source]:
    """With the rates expanded; on an invoice alone, without any."""
    written = []
    for tax in taxes:
        rate: Rate = tax["rate"]
        expanded = {
            "id": f"txr_{rate.name}_{rate.percentage}_{rate.included}",
            "object": "tax_rate",
            "display_name": rate.name,
            "percentage": rate.percentage,
            "inclusive": rate.included,
        }
        entry = {name: value for name, value in tax.items() if name != "rate"}
        written.append(entry | ({"tax_rate_details": {"tax_rate": expanded}} if names_rates else {}))
    return written


@st.composite
def settlements(draw: st.DrawFn, total: int) -> Source:
    """The customer's balance, credit notes, and what is paid."""
    start = draw(st.sampled_from([0, 0, -700, -1_000_000, 700]))
    status = draw(st.sampled_from(STATUSES))
    if total < 0:
        zero = {"amount_due": 0, "amount_paid": 0, "amount_remaining": 0}
        return {"status": "paid", "starting_balance": start, "ending_balance": start + total, **zero}
    used = max(-total, start)
    due = total + used
    credited = draw(st.sampled_from([0, 0, due // 3]))
    due -= credited
    paid = due if status == "paid" else draw(st.sampled_from([0, due // 2])) if status == "open" else 0
    return {
        "status": status,
        "starting_balance": start,
        "ending_balance": start - used,
        "pre_payment_credit_notes_amount": credited,
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": due - paid,
    }
