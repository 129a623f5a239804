"""The lines of Stripe's invoice as rows."""

from decimal import Decimal

from intake.shapes.decimals import divide, multiply
from intake.shapes.fields import Fields
from intake.shapes.limits import INT32
from intake.shapes.taxes import is_tax_included, read_tax_rate, read_tax_reason, read_taxes, sum_amounts
from intake.shapes.translated import Row
from models.values.instant import Instant
from models.values.money import plain_decimal


def read_lines(invoice: Fields, currency: str) -> list[Row]:
    """All of them in the invoice's order; Refused when the file holds the first page of them only."""
    lines = invoice.children("lines")
    if lines is None:
        raise invoice.refuse("lines", "is missing")
    if invoice.is_cut_short("lines"):
        raise invoice.refuse("lines", "has more lines than the file holds (has_more is true)")
    return [_translate_line(line, position, currency) for position, line in enumerate(lines)]


def list_line_prices(invoice: Fields) -> list[tuple[str, Fields]]:
    """The recurring prices and plans that the lines hold expanded."""
    found = []
    for line in invoice.children("lines") or []:
        price, plan = line.expanded("price"), line.expanded("plan")
        if price and price.has("recurring"):
            found.append(("price", price))
        elif plan and not price:
            found.append(("plan", plan))
    return found


def _translate_line(line: Fields, position: int, currency: str) -> Row:
    amount = line.need(line.whole, "amount")
    quantity = line.whole("quantity", INT32)
    taxes = read_taxes(line, "taxes", "tax_amounts") or []
    tax_rate = read_tax_rate(line, taxes)
    start, end = _read_period(line)
    return {
        "position": position,
        "id": line.need(line.identifier, "id"),
        "description": _read_description(line),
        "quantity": 1 if quantity is None else quantity,
        "unit_amount": plain_decimal(_choose_unit_amount(line, amount, 1 if quantity is None else quantity)),
        "amount": amount,
        "tax": sum_amounts(taxes),
        "tax_rate": None if tax_rate is None else plain_decimal(tax_rate),
        "tax_reason": read_tax_reason(taxes),
        "tax_included": is_tax_included(taxes) or None,
        "discount": sum_amounts(line.children("discount_amounts") or []) or None,
        "currency": line.currency("currency") or currency,
        "period_start": start,
        "period_end": end,
    }


def _choose_unit_amount(line: Fields, amount: int, quantity: int) -> Decimal:
    """The first unit amount that makes up the line's amount, else the first, else amount / quantity.

    A prorated line names its price in full and its own share elsewhere.
    """
    candidates = _list_unit_amounts(line)
    for candidate in candidates:
        if abs(multiply(candidate, quantity) - amount) < 1:
            return candidate
    if candidates:
        return candidates[0]
    return divide(amount, quantity) if quantity else Decimal(amount)


def _list_unit_amounts(line: Fields) -> list[Decimal]:
    found: list[Decimal | None] = []
    for name in ("price", "plan"):
        source = line.expanded(name)
        if source:
            kind = "unit_amount" if name == "price" else "amount"
            found += [source.exact(f"{kind}_decimal"), source.exact(kind)]
    found.append(line.exact("unit_amount_excluding_tax"))
    pricing = line.child("pricing")
    found.append(pricing.exact("unit_amount_decimal") if pricing else None)
    return [candidate for candidate in found if candidate is not None]


def _read_description(line: Fields) -> str:
    """Before 2019 a subscription's line had none of its own: its plan's nickname says what it is."""
    description = line.text("description")
    for name in ("price", "plan"):
        source = line.expanded(name)
        description = description or (source.text("nickname") if source else None)
    return description or ""


def _read_period(line: Fields) -> tuple[Instant | None, Instant | None]:
    period = line.child("period")
    return (period.moment("start"), period.moment("end")) if period else (None, None)
