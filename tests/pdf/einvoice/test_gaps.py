"""Where data is missing, ambiguous or contradictory there is no e-invoice, and the reason is said."""

from decimal import Decimal
from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.tax import TaxRate
from models.scoped import ERASED
from pdf.einvoice.declare import declare, einvoice_gap
from pdf.einvoice.gap import Gap
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import scope
from tests.pdf.einvoice.corpus import CORPUS, MARCH, Item, issue

ABROAD = {"line1": "1 Rue", "country": None}
NO_NUMBER: dict[str, Any] = {"tax_id": None, "tax_ids": None}

GAPS: list[tuple[Gap, IssuedInvoice]] = [
    (Gap.DRAFT, issue(Item(100), status=InvoiceStatus.DRAFT)),
    (Gap.VOID, issue(Item(100), status=InvoiceStatus.VOID)),
    (Gap.ERASED, issue(Item(100), source_hash=ERASED)),
    (Gap.NUMBER, issue(Item(100), number=None)),
    (Gap.NUMBER, issue(Item(100), number=" ")),
    (Gap.LINES, issue()),
    (Gap.SELLER_COUNTRY, issue(Item(100), project={"address": None})),
    (Gap.SELLER_COUNTRY, issue(Item(100), project={"address": {"country": "UK"}})),
    (Gap.SELLER_TAX_ID, issue(Item(100), project=NO_NUMBER)),
    (Gap.SELLER_TAX_ID, issue(Item(100), project={"tax_id": "FR12345678901"})),
    (Gap.SELLER_TAX_ID, issue(Item(100), project={"tax_id": "DE VAT Germany"})),
    (Gap.SELLER_TAX_ID, issue(Item(100), project=NO_NUMBER | {"tax_ids": [{"type": "us_ein", "value": "12-3456789"}]})),
    (Gap.SELLER_TAX_ID, issue(Item(100, None, "zero_rated"), seller="AU", buyer="DE")),
    (Gap.BUYER_NAME, issue(Item(100), customer={"name": None})),
    (Gap.BUYER_COUNTRY, issue(Item(100), customer={"address": None})),
    (Gap.BUYER_COUNTRY, issue(Item(100), customer={"address": ABROAD})),
    (Gap.BUYER_VAT_ID, issue(Item(100, "0", "reverse_charge"), buyer="GB")),
    (Gap.BUYER_VAT_ID, issue(Item(100, "0", "zero_rated", period=MARCH), buyer="GR")),
    (Gap.TAX_REASON, issue(Item(100, None))),
    (Gap.TAX_REASON, issue(Item(100, "0"))),
    (Gap.TAX_REASON, issue(Item(100, None, "not_collecting"))),
    (Gap.TAX_REASON, issue(Item(100, "19", "a reason of tomorrow", tax=0))),
    (Gap.TAX_RATE, issue(Item(100, None, tax=20))),
    (Gap.TAX_KIND, issue(Item(100, "8.875"), buyer="US")),
    (Gap.TAX_MIXTURE, issue(Item(100), Item(100, None, "not_subject_to_tax"))),
    (Gap.TAX_AMOUNT, issue(Item(100, "19", "reverse_charge"))),
    (Gap.TAX_AMOUNT, issue(Item(100, "0", tax=1))),
    (Gap.TAX_AMOUNT, issue(Item(10_000, "19", tax=1_800))),
    (Gap.TAX_AMOUNT, issue(Item(100), Item(100, "7"), tax=20, total=220, amount_remaining=220)),
    (Gap.TAX_AMOUNT, issue(Item(100, None, "zero_rated"), tax=1, total=101, amount_remaining=101)),
    (Gap.TAX_AMOUNT, issue(*(Item(14, "10") for _ in range(20)), seller="JP", buyer="JP", currency="JPY")),
    (Gap.SUPPLY_DATE, issue(Item(100, None, "zero_rated"), buyer="FR")),
    (Gap.CURRENCY, IssuedInvoice(issue(Item(1)).invoice, issue(Item(1), currency="USD").lines, *issue(Item(1))[2:])),
    (Gap.DECIMALS, issue(Item(1234, "5", tax=60), seller="AE", buyer="AE", currency="KWD")),
    (Gap.TOTALS, issue(Item(100), Item(100, "7"), off=10)),
    (Gap.PAYMENTS, issue(Item(2900), amount_paid=1000, amount_remaining=0)),
    (Gap.PAYMENTS, issue(Item(-2900), amount_paid=-100, amount_remaining=0)),
]


@pytest.mark.parametrize(("gap", "issued"), GAPS, ids=[f"{gap}-{place}" for place, (gap, _) in enumerate(GAPS)])
def test_the_reason_is_said(gap: Gap, issued: IssuedInvoice) -> None:
    assert declare(issued) is gap
    assert einvoice_gap(issued) is gap


def test_every_gap_can_occur_and_has_a_sentence() -> None:
    assert {gap for gap, _ in GAPS} == set(Gap)
    assert [gap for gap in Gap if not gap.reason.endswith(".")] == []


def test_an_invoice_with_an_e_invoice_has_no_gap() -> None:
    assert einvoice_gap(CORPUS["one rate"]) is None


def test_a_tax_may_name_its_rate_instead_of_saying_how_high_it_is() -> None:
    named = issue(Item(100, None, "standard_rated", tax=19))
    named.lines[0].taxes = [{"rate_id": "txr_1", "percentage": None, "taxable": 100, "amount": 19, "included": False}]
    rate = TaxRate(**scope(named.customer), id="txr_1", percentage=Decimal(19), included=False)

    declared = declare(named._replace(rates={"txr_1": rate}))

    assert declared == declare(issue(Item(100, "19", "standard_rated")))
    assert declare(named) is Gap.TAX_RATE
