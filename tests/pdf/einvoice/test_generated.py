"""The e-invoice of any invoice that Stripe makes keeps the official rules and has the totals of its PDF."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from lxml import etree

from models.values.money import major_units
from pdf.content.compose import compose
from pdf.einvoice.cii import write_xml
from pdf.einvoice.declare import declare
from pdf.einvoice.einvoice import EInvoice
from pdf.einvoice.gap import Gap
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.pdf.einvoice.conftest import FindBroken
from tests.pdf.einvoice.generated import issued_invoices
from tests.pdf.sums.printed_sums import read_amount

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
# Tax that several rates or roundings can make up, and goods to France without a day.
EXPECTED_GAPS = {Gap.TAX_AMOUNT, Gap.TOTALS, Gap.SUPPLY_DATE}
# Peppol's rule R120 compares with this tolerance.
SLACK = Decimal("0.02")


def number(parent: etree._Element, path: str, default: str = "0") -> Decimal:
    return Decimal(parent.findtext("/".join(f"{RAM}{name}" for name in path.split("/"))) or default)


def find_wrong_lines(xml: bytes) -> list[str | None]:
    """The lines whose amount is not quantity × price and charges (PEPPOL-EN16931-R120)."""
    wrong = []
    for line in etree.fromstring(xml).iter(f"{RAM}IncludedSupplyChainTradeLineItem"):
        price = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice"
        [settlement] = line.iter(f"{RAM}SpecifiedLineTradeSettlement")
        extra = Decimal(0)
        for charge in settlement.iter(f"{RAM}SpecifiedTradeAllowanceCharge"):
            is_charge = charge.findtext(f"{RAM}ChargeIndicator/*") == "true"
            extra += number(charge, "ActualAmount") * (1 if is_charge else -1)
        quantity = number(line, "SpecifiedLineTradeDelivery/BilledQuantity")
        net = quantity * number(line, f"{price}/ChargeAmount") / number(line, f"{price}/BasisQuantity", "1") + extra
        stated = number(settlement, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount")
        if abs(net - stated) > SLACK:
            wrong.append(line.findtext(f"{RAM}AssociatedDocumentLineDocument/{RAM}LineID"))
    return wrong


@settings(UNHURRIED, max_examples=max(200, settings.default.max_examples))
@given(issued_invoices())
def test_an_e_invoice_keeps_the_rules_and_has_the_totals_of_the_pdf_and_the_invoice(
    find_broken: FindBroken, issued: IssuedInvoice
) -> None:
    declared = declare(issued)

    if isinstance(declared, Gap):
        assert declared in EXPECTED_GAPS
        return
    xml = write_xml(declared)
    invoice, sign = issued.invoice, -1 if issued.invoice.total < 0 else 1
    printed = {row.kind: read_amount(row.amount) for row in compose(issued).sums}
    assert find_broken(xml) == []
    assert find_wrong_lines(xml) == []
    assert declared.totals.total * sign == printed["total"] == major_units(invoice.total, invoice.currency)
    assert (
        declared.totals.due * sign == printed.get("due", 0) == major_units(invoice.amount_remaining, invoice.currency)
    )


def test_most_generated_invoices_are_e_invoices() -> None:
    found: list[bool] = []

    @settings(UNHURRIED, max_examples=50, database=None)
    @given(issued_invoices())
    def count(issued: IssuedInvoice) -> None:
        found.append(isinstance(declare(issued), EInvoice))

    count()

    assert sum(found) > 0.9 * len(found)
