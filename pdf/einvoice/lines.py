"""The lines of an e-invoice: amounts without tax, and prices that are not negative."""

from decimal import Context, Decimal
from typing import NamedTuple

from models.billing.invoice_line import InvoiceLine
from models.values.money import major_units
from pdf.einvoice.amounts import Amounts
from pdf.einvoice.days import find_period
from pdf.einvoice.einvoice import TradeLine, Vat
from pdf.einvoice.element import clean

_EXACT = Context(prec=80)
# Half of the last decimal of an amount: the largest change by rounding.
_HALF_A_CENT = Decimal("0.005")


class Terms(NamedTuple):
    """How a line's amount is computed, with the sign that makes the total positive."""

    quantity: Decimal
    price: Decimal
    price_quantity: Decimal | None = None
    extra: Decimal | None = None


def state_line(line: InvoiceLine, vat: Vat, amounts: Amounts, zone: str) -> TradeLine:
    """The line (BG-25); raises NotStated for an amount with three decimals."""
    net = amounts.state(net_amount(line))
    terms = _find_terms(line, net, amounts)
    return TradeLine(
        id=str(line.position + 1),
        name=clean(line.description) or line.id,
        quantity=terms.quantity,
        price=terms.price,
        net=net,
        vat=vat,
        price_quantity=terms.price_quantity,
        extra=terms.extra,
        period=find_period(line.period_start, line.period_end, zone),
    )


def net_amount(line: InvoiceLine) -> int:
    """The line's amount without tax, in minor units.

    With included tax the discount is subtracted too, because the price before both is unknown. Otherwise the
    discount counts for the whole invoice.
    """
    return line.amount - (line.discount or 0) - line.tax if line.tax_included else line.amount


def _find_terms(line: InvoiceLine, net: Decimal, amounts: Amounts) -> Terms:
    quantity, price = abs(line.quantity), amounts.price(line.unit_amount or Decimal(0))
    signed = -quantity if net < 0 else quantity
    if _multiplies_to(line, amounts):
        return Terms(signed, price)
    if quantity:
        # If prorated, with included tax or without a price, the amount is not quantity times the printed price.
        return Terms(signed, abs(net), quantity)
    return Terms(Decimal(0), price, extra=net or None)


def _multiplies_to(line: InvoiceLine, amounts: Amounts) -> bool:
    if line.unit_amount is None:
        return False
    product = _EXACT.multiply(line.unit_amount, line.quantity)
    error = major_units(product - net_amount(line), amounts.currency)
    return abs(error) <= _HALF_A_CENT
