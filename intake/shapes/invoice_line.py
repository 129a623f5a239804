"""The lines of Stripe's invoice as rows."""

from decimal import Decimal
from typing import NamedTuple

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
    sum_taxes,
)
from intake.shapes.translated import Row
from models.billing.invoice_line import explained
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


class _Sold(NamedTuple):
    """What a line sold, where it is expanded in the line: its price, or the plan that a price was before 2020."""

    price: Fields | None
    plan: Fields | None
    pricing: Fields

    def expand(self, neighbours: Neighbours) -> None:
        """Collects the price or plan, if it recurs."""
        if self.price and self.price.has("recurring"):
            neighbours.expand("price", self.price)
        elif self.plan and not self.price:
            neighbours.expand("plan", self.plan)

    def read_terms(self) -> Row | None:
        """How the price becomes an amount, where that is not quantity times unit amount."""
        details = self.pricing.child("price_details")
        source = (details and details.expanded("price")) or self.price or self.plan
        return read_price_terms(source) if source else None

    def list_unit_amounts(self, line: Fields) -> list[Decimal]:
        """All that are named, the price's own first."""
        found: list[Decimal | None] = []
        for source, kind in ((self.price, "unit_amount"), (self.plan, "amount")):
            if source:
                found += [source.exact(f"{kind}_decimal"), source.exact(kind)]
        found += [line.exact("unit_amount_excluding_tax"), self.pricing.exact("unit_amount_decimal")]
        return [candidate for candidate in found if candidate is not None]

    def read_description(self, line: Fields) -> str:
        """Before 2019 a subscription's line had none of its own: its plan's nickname says what it is."""
        sources = (self.price, self.plan)
        return line.text("description") or next(
            (name for source in sources if source and (name := source.text("nickname"))), ""
        )


def _read_sold(line: Fields) -> _Sold:
    return _Sold(line.expanded("price"), line.expanded("plan"), line.child("pricing") or Fields({}))


def _read_id(line: Fields, invoice: str, position: int) -> str:
    """Unique among all objects, which a line's own id is not before 2019: it was its subscription's or its item's."""
    own = line.identifier("id")
    unique = line.identifier("unique_id") or (own if own and own.startswith(_UNIQUE_ID) else None)
    return unique or f"{invoice}/{position}"


def _translate_line(line: Fields, position: int, invoice: str, currency: str, neighbours: Neighbours) -> Row:
    amount = line.need(line.whole, "amount")
    quantity = read_quantity(line)
    quantity = Decimal(1) if quantity is None else quantity
    sold = _read_sold(line)
    sold.expand(neighbours)
    unit_amount = _choose_unit_amount(sold.list_unit_amounts(line), amount, quantity)
    taxes = read_taxes(line, "taxes", "tax_amounts") or []
    tax_rate = read_tax_rate(line, taxes)
    start, end = read_period(line)
    neighbours.list_ids("tax_rates", "tax_rate", line)
    return {
        "position": position,
        "id": _read_id(line, invoice, position),
        "description": sold.read_description(line),
        "quantity": plain_decimal(quantity),
        "unit_amount": None if unit_amount is None else plain_decimal(unit_amount),
        "amount": amount,
        "tax": sum_taxes(taxes),
        "tax_rate": None if tax_rate is None else plain_decimal(tax_rate),
        "tax_reason": read_tax_reason(taxes),
        "tax_included": is_tax_included(taxes) or None,
        "discount": sum_amounts(line.children("discount_amounts") or []) or None,
        "discounts": read_discount_amounts(line, neighbours, "discount_amounts") or None,
        "taxes": describe_taxes(taxes, neighbours) or None,
        "currency": line.currency("currency") or currency,
        "period_start": start,
        "period_end": end,
        "price_terms": sold.read_terms(),
    }


def _choose_unit_amount(candidates: list[Decimal], amount: int, quantity: Decimal) -> Decimal | None:
    """The first that makes up the line's amount, else the first; None where none is given.

    A prorated line names its price in full and its own share elsewhere.
    """
    fitting = (candidate for candidate in candidates if explained(quantity, candidate, amount))
    return next(fitting, candidates[0] if candidates else None)
