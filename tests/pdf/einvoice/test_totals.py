"""The sums of an e-invoice equal the invoice's own, to the last digit."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import major_units
from pdf.einvoice.declare import declare
from pdf.einvoice.einvoice import EInvoice, TradeLine
from tests.pdf.einvoice.corpus import CORPUS, Item, issue

AMOUNTS = st.integers(-10_000_000, 10_000_000)
RATES = st.sampled_from(["19", "7", "8.1", "20"])


def declared(name: str) -> EInvoice:
    found = declare(CORPUS[name])
    assert isinstance(found, EInvoice)
    return found


def assert_sums(einvoice: EInvoice) -> None:
    """EN 16931's BR-CO-10 to BR-CO-16, exactly."""
    totals = einvoice.totals
    assert sum(line.net for line in einvoice.lines) == totals.lines
    assert sum(each.amount for each in einvoice.adjustments) == totals.charges - totals.allowances
    assert totals.lines + totals.charges - totals.allowances == totals.basis
    assert sum(each.basis for each in einvoice.vat_totals) == totals.basis
    assert sum(each.tax for each in einvoice.vat_totals) == totals.tax
    assert totals.basis + totals.tax == totals.total
    assert totals.total - totals.prepaid == totals.due


def net_of(line: TradeLine) -> Decimal:
    return line.quantity * line.price / (line.price_quantity or 1) + (line.extra or 0)


@pytest.mark.parametrize("name", CORPUS)
def test_the_totals_are_the_invoices_own(name: str) -> None:
    einvoice, invoice = declared(name), CORPUS[name].invoice

    sign = -1 if invoice.total < 0 else 1
    stated = (einvoice.totals.tax, einvoice.totals.total, einvoice.totals.due)
    stored = (invoice.tax, invoice.total, invoice.amount_remaining)
    assert stated == tuple(sign * major_units(amount, invoice.currency) for amount in stored)
    assert_sums(einvoice)


@pytest.mark.parametrize("name", CORPUS)
def test_a_lines_amount_is_its_quantity_times_its_price_and_no_price_is_negative(name: str) -> None:
    for line in declared(name).lines:
        assert abs(net_of(line) - line.net) <= Decimal("0.005")
        assert line.price >= 0


@given(
    st.lists(st.tuples(AMOUNTS, RATES, st.booleans(), st.integers(0, 100)), min_size=1, max_size=12),
    st.integers(0, 1000),
)
def test_whatever_is_stated_adds_up(items: list[tuple[int, str, bool, int]], paid: int) -> None:
    issued = issue(
        *(Item(amount, rate, included=inside, discount=off) for amount, rate, inside, off in items), paid=paid
    )

    einvoice = declare(issued)

    assert isinstance(einvoice, EInvoice)
    assert_sums(einvoice)


@pytest.mark.parametrize(
    ("name", "type_code", "total", "lines"),
    [
        ("one rate", "380", "34.51", [(1, "29.00", "29.00")]),
        ("credit note", "381", "34.51", [(1, "29.00", "29.00")]),
        ("credit note with a charge", "381", "24.88", [(1, "29.00", "29.00"), (-1, "9.00", "-9.00")]),
        ("a discount as a line", "380", "31.06", [(2, "14.50", "29.00"), (-1, "2.90", "-2.90")]),
    ],
)
def test_a_credit_note_states_positive_amounts(name: str, type_code: str, total: str, lines: list[Any]) -> None:
    einvoice = declared(name)

    assert (einvoice.type_code, str(einvoice.totals.total)) == (type_code, total)
    assert [(line.quantity, str(line.price), str(line.net)) for line in einvoice.lines] == lines


def test_a_discount_is_an_allowance_of_the_rate_it_reduces() -> None:
    stated = [(str(each.amount), str(each.vat.rate)) for each in declared("discounts of lines").adjustments]

    assert stated == [("-2.90", "19"), ("-1.00", "7")]


def test_what_is_paid_from_a_credit_is_settled() -> None:
    totals = declared("credit kept on the account").totals

    assert (str(totals.total), str(totals.prepaid), str(totals.due)) == ("5.95", "5.95", "0.00")


def test_a_period_is_stated_on_the_line_and_for_the_whole() -> None:
    einvoice = declared("credit note with a charge")

    assert [line.period for line in einvoice.lines] == [einvoice.period, None]
