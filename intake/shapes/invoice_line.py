"""The lines of Stripe's invoice as rows."""

from decimal import Decimal

from intake.shapes.decimals import multiply
from intake.shapes.discount import read_discount_amounts
from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.price import read_price_terms
from intake.shapes.taxes import (
    describe_taxes,
    is_tax_included,
    read_tax_rate,
    read_tax_reason,
    read_taxes,
    sum_amounts,
)
from intake.shapes.translated import Row
from models.values.instant import Instant
from models.values.money import plain_decimal

_UNIQUE_ID = "il_"


def read_lines(invoice: Fields, identifier: str, currency: str, neighbours: Neighbours) -> list[Row]:
    """Those that the file holds, in the invoice's order."""
    lines = invoice.children("lines") or []
    return [_translate_line(line, position, identifier, currency, neighbours) for position, line in enumerate(lines)]


def read_quantity(line: Fields) -> Decimal | None:
    """With its decimals, which `quantity` leaves out."""
    quantity = line.exact("quantity_decimal")
    return line.exact("quantity") if quantity is None else quantity


def read_period(line: Fields) -> tuple[Instant | None, Instant | None]:
    """Of a line or of an item."""
    period = line.child("period")
    return (period.moment("start"), period.moment("end")) if period else (None, None)


def _expand_price(line: Fields, neighbours: Neighbours) -> None:
    price, plan = line.expanded("price"), line.expanded("plan")
    if price and price.has("recurring"):
        neighbours.expand("price", price)
    elif plan and not price:
        neighbours.expand("plan", plan)


def _read_id(line: Fields, invoice: str, position: int) -> str:
    """Unique among all objects, which a line's own id is not before 2019: it was its subscription's or its item's."""
    own = line.identifier("id")
    unique = line.identifier("unique_id") or (own if own and own.startswith(_UNIQUE_ID) else None)
    return unique or f"{invoice}/{position}"


def _translate_line(line: Fields, position: int, invoice: str, currency: str, neighbours: Neighbours) -> Row:
    amount = line.need(line.whole, "amount")
    quantity = read_quantity(line)
    quantity = Decimal(1) if quantity is None else quantity
    unit_amount = _choose_unit_amount(line, amount, quantity)
    taxes = read_taxes(line, "taxes", "tax_amounts") or []
    tax_rate = read_tax_rate(line, taxes)
    start, end = read_period(line)
    _expand_price(line, neighbours)
    neighbours.list_ids("tax_rates", "tax_rate", line)
    return {
        "position": position,
        "id": _read_id(line, invoice, position),
        "description": _read_description(line),
        "quantity": plain_decimal(quantity),
        "unit_amount": None if unit_amount is None else plain_decimal(unit_amount),
        "amount": amount,
        "tax": sum_amounts(taxes),
        "tax_rate": None if tax_rate is None else plain_decimal(tax_rate),
        "tax_reason": read_tax_reason(taxes),
        "tax_included": is_tax_included(taxes) or None,
        "discount": sum_amounts(line.children("discount_amounts") or []) or None,
        "discounts": read_discount_amounts(line, neighbours, "discount_amounts") or None,
        "taxes": describe_taxes(taxes, neighbours) or None,
        "currency": line.currency("currency") or currency,
        "period_start": start,
        "period_end": end,
        "price_terms": _read_price_terms(line),
    }


def _read_price_terms(line: Fields) -> Row | None:
    details = (line.child("pricing") or Fields({})).child("price_details") or Fields({})
    source = details.expanded("price") or line.expanded("price") or line.expanded("plan")
    return read_price_terms(source) if source else None


def _choose_unit_amount(line: Fields, amount: int, quantity: Decimal) -> Decimal | None:
    """The first unit amount that makes up the line's amount, else the first; None where none is given.

    A prorated line names its price in full and its own share elsewhere.
    """
    candidates = _list_unit_amounts(line)
    for candidate in candidates:
        if abs(multiply(candidate, quantity) - amount) < 1:
            return candidate
    return candidates[0] if candidates else None


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
