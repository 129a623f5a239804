"""A line in CII, and the elements that lines share with the whole invoice."""

from decimal import Decimal

from pdf.einvoice.einvoice import Period, TradeLine, Vat
from pdf.einvoice.element import Element, day, element

# UN/ECE recommendation 20: "one", the unit if none is known.
_ONE = "C62"


def write_line(line: TradeLine) -> Element | None:
    """A line (BG-25)."""
    return element(
        "ram:IncludedSupplyChainTradeLineItem",
        element("ram:AssociatedDocumentLineDocument", element("ram:LineID", line.id)),
        element("ram:SpecifiedTradeProduct", element("ram:Name", line.name)),
        element("ram:SpecifiedLineTradeAgreement", _price(line)),
        element("ram:SpecifiedLineTradeDelivery", element("ram:BilledQuantity", line.quantity, unitCode=_ONE)),
        _settlement(line),
    )


def write_vat(tag: str, vat: Vat) -> Element | None:
    """The category and rate of a line or of an adjustment."""
    return element(
        tag,
        element("ram:TypeCode", "VAT"),
        element("ram:CategoryCode", vat.category),
        element("ram:RateApplicablePercent", vat.rate),
    )


def write_period(period: Period | None) -> Element | None:
    """A billing period (BG-14 or BG-26)."""
    if period is None:
        return None
    return element(
        "ram:BillingSpecifiedPeriod",
        day("ram:StartDateTime", period.start),
        day("ram:EndDateTime", period.end),
    )


def write_adjustment(
    amount: Decimal, reason_code: str | None, reason: str, vat: Element | None = None
) -> Element | None:
    """A charge, or an allowance if the amount is negative."""
    return element(
        "ram:SpecifiedTradeAllowanceCharge",
        element("ram:ChargeIndicator", element("udt:Indicator", "true" if amount > 0 else "false")),
        element("ram:ActualAmount", abs(amount)),
        element("ram:ReasonCode", reason_code),
        element("ram:Reason", reason),
        vat,
    )


def _price(line: TradeLine) -> Element | None:
    return element(
        "ram:NetPriceProductTradePrice",
        element("ram:ChargeAmount", line.price),
        element("ram:BasisQuantity", line.price_quantity, unitCode=_ONE),
    )


def _settlement(line: TradeLine) -> Element | None:
    extra = None if line.extra is None else write_adjustment(line.extra, None, "Apart from quantity and price")
    summation = element("ram:LineTotalAmount", line.net)
    return element(
        "ram:SpecifiedLineTradeSettlement",
        write_vat("ram:ApplicableTradeTax", line.vat),
        write_period(line.period),
        extra,
        element("ram:SpecifiedTradeSettlementLineMonetarySummation", summation),
    )
