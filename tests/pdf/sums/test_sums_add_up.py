"""Any invoice adds up in print: the lines to the subtotal, the rows below to the total and to what is due."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from models.values.money import major_units
from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent
from pdf.rendering.render import render_invoice
from resolvers.invoices.credit_notes import get_issued_credit_note
from storage.database import Database
from tests.factories import make_context, make_project, save
from tests.intake import stripe_objects as stripe
from tests.pdf.poppler import needs_poppler, run
from tests.pdf.sources import Source, make_source, make_source_line, read_invoice
from tests.pdf.sums.generated import invoices
from tests.pdf.sums.printed_sums import PrintedSum, find_wrong_sum, read_amount, read_column
from tests.schema.importing import import_all

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A page takes a hundred times as long as its content.
EVERY = 8 if settings.default.max_examples <= 100 else 1


def print_text(content: InvoiceContent) -> str:
    return run("pdftotext", render_invoice(content), "-layout")


def sums_of(content: InvoiceContent) -> list[PrintedSum]:
    names = {"total": "Total (EUR)", "due": "Amount due"}
    return [PrintedSum(names.get(row.kind, row.kind), read_amount(row.amount)) for row in content.sums]


def read_sums(source: Source) -> dict[str, Decimal]:
    return {row.label: row.amount for row in read_column(print_text(compose(read_invoice(source))))[1]}


@settings(UNHURRIED, max_examples=max(200, settings.default.max_examples))
@given(invoices())
def test_the_column_adds_up(source: Source) -> None:
    issued = read_invoice(source)

    content = compose(issued)

    lines = [read_amount(line.amount) for line in content.lines]
    assert find_wrong_sum(lines, sums_of(content)) is None
    total, currency = issued.invoice.total, issued.invoice.currency
    assert [row.amount for row in sums_of(content) if row.label.startswith("Total")] == [major_units(total, currency)]
    assert "adjustment" not in {row.kind for row in content.sums}


@needs_poppler
@settings(UNHURRIED, max_examples=max(200, settings.default.max_examples) // EVERY)
@given(invoices().filter(lambda source: source["status"] != "void"))
def test_what_is_printed_adds_up(source: Source) -> None:
    lines, sums = read_column(print_text(compose(read_invoice(source))))

    assert len(lines) == len(source["lines"]["data"])
    assert find_wrong_sum(lines, sums) is None


def test_sums_that_contradict_each_other_are_told_by_a_row_of_their_own() -> None:
    content = compose(read_invoice(make_source(make_source_line(10000), total=12345, total_discount_amounts=[])))

    assert [(row.kind, row.amount) for row in content.sums][-4:] == [
        ("adjustment", "€4.45"),
        ("total", "€123.45"),
        ("paid", "€0.00"),
        ("due", "€123.45"),
    ]


def test_billing_credits_are_no_discount_and_no_adjustment() -> None:
    taken = [{"type": "credit_balance_transaction", "amount": 4000}, {"type": "discount", "amount": 1000}]
    discounts = {"total_discount_amounts": [{"amount": 1000, "discount": "di"}]}
    source = make_source(make_source_line(10000), total=6900, total_pretax_credit_amounts=taken, **discounts)

    assert [(row.kind, row.amount) for row in compose(read_invoice(source)).sums][:5] == [
        ("subtotal", "€100.00"),
        ("discount", "−€10.00"),
        ("credit_applied", "−€40.00"),
        ("tax", "€19.00"),
        ("total", "€69.00"),
    ]


@pytest.mark.one_database
async def test_billing_credits_that_a_credit_note_gives_back_are_no_adjustment(database: Database) -> None:
    taken = [{"type": "credit_balance_transaction", "amount": 300}, {"type": "discount", "amount": 100}]
    money = {"subtotal": 700, "discount_amount": 100, "amount": 350, "total": 350, "pretax_credit_amounts": taken}
    tax = {"amount": 50, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}}
    note = stripe.make_credit_note(total_taxes=[tax], **money)
    await save(database, make_project())
    await import_all(database, stripe.make_customer(), stripe.make_tax_rate(), stripe.make_invoice(), note)

    issued = await get_issued_credit_note(make_context(database), "cn_1")

    assert issued is not None
    assert [(row.kind, row.amount) for row in compose(issued).sums] == [
        ("subtotal", "−£7.00"),
        ("discount", "£1.00"),
        ("credit_applied", "£3.00"),
        ("tax", "−£0.50"),
        ("total", "−£3.50"),
    ]


def test_a_tax_within_the_prices_is_told_beside_billing_credits() -> None:
    taken = [{"type": "credit_balance_transaction", "amount": 4000}]
    money = {"tax": 1000, "total_taxes": None, "total_discount_amounts": []}
    source = make_source(make_source_line(10000, None), total=6000, total_pretax_credit_amounts=taken, **money)

    content = compose(read_invoice(source))

    assert [row.kind for row in content.sums][:3] == ["subtotal", "credit_applied", "total"]


@needs_poppler
def test_shipping_has_its_row_and_counts_for_the_tax_that_is_on_it() -> None:
    shipping = {"amount_subtotal": 1000, "amount_tax": 190, "amount_total": 1190}
    one_rate = make_source(make_source_line(10000), total=13090, total_taxes=[{"amount": 2090}])
    two_rates = make_source(
        make_source_line(10000), make_source_line(5000, "7"), total=18440, total_taxes=[{"amount": 2440}]
    )

    assert read_sums(one_rate | {"shipping_cost": shipping}) == {
        "Subtotal": 100,
        "Shipping": 10,
        "VAT 19% on €110.00": Decimal("20.90"),
        "Total (EUR)": Decimal("130.90"),
        "Amount paid": 0,
        "Amount due": Decimal("130.90"),
    }
    assert {"VAT 19% on €110.00": Decimal("20.90"), "VAT 7% on €50.00": Decimal("3.50")}.items() <= (
        read_sums(two_rates | {"shipping_cost": shipping}).items()
    )


@needs_poppler
def test_shipping_and_a_discount_of_the_same_amount_do_not_hide_each_other() -> None:
    line = make_source_line(10000, discount_amounts=[{"amount": 1000, "discount": "di"}])
    shipping = {"amount_subtotal": 1000, "amount_tax": 190, "amount_total": 1190}

    sums = read_sums(make_source(line, total=11900, shipping_cost=shipping))

    assert list(sums.items())[:5] == [
        ("Subtotal", 100),
        ("Discount", -10),
        ("Shipping", 10),
        ("VAT 19% on €100.00", 19),
        ("Total (EUR)", 119),
    ]
