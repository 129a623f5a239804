"""Since 2025-03-31 taxes of invoices and of their lines name a rate: how high they are stands on that alone."""

from decimal import Decimal
from typing import Any

import pytest

from models.billing.tax import only_percentage
from resolvers.invoices.credit_notes import get_issued_credit_note
from resolvers.invoices.tax_rates_of_invoices import NamedRate
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_context, make_customer, make_invoice, make_line, make_project, save
from tests.intake import stripe_objects as stripe
from tests.schema.importing import import_all

QUERY = "{ customers { nodes { invoices { nodes { taxes { name rate } lines { nodes { taxRate } } } } } } }"


def make_tax(amount: int = 200, rate: str = "txr_1") -> dict[str, Any]:
    return {"amount": amount, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": rate}}


async def import_sales(database: Database) -> None:
    """A line with one tax, one with two, one with a rate that is not known, and a note that lowers the first."""
    taxes = [[make_tax()], [make_tax(), make_tax(10, "txr_2")], [make_tax(20, "txr_gone")], []]
    lines = [stripe.make_line(f"il_{at}", taxes=each) for at, each in enumerate(taxes)]
    lowered = {
        "id": "cnli_1",
        "amount": 500,
        "description": "Team",
        "invoice_line_item": "il_0",
        "taxes": [make_tax(100)],
    }
    await import_all(
        database,
        stripe.make_customer(),
        stripe.make_tax_rate("txr_1", percentage=19.6),
        stripe.make_tax_rate("txr_2", percentage=1, display_name="Levy"),
        stripe.make_invoice(lines=lines, total_taxes=[make_tax(400), make_tax(10, "txr_2"), make_tax(20, "txr_gone")]),
        stripe.make_credit_note(lines=[lowered], total_taxes=[make_tax(100)]),
    )


async def test_the_rate_of_a_tax_is_that_of_the_rate_which_it_names(database: Database, ask: Ask) -> None:
    await save(database, make_project())
    await import_sales(database)

    [customer] = (await ask(QUERY))["data"]["customers"]["nodes"]

    [invoice] = customer["invoices"]["nodes"]
    assert invoice["taxes"] == [
        {"name": "VAT", "rate": "19.6"},
        {"name": "Levy", "rate": "1"},
        {"name": None, "rate": None},
    ]
    assert [line["taxRate"] for line in invoice["lines"]["nodes"]] == ["19.6", None, None, None]


async def test_a_credit_note_has_the_rate_of_the_line_that_it_lowers(database: Database) -> None:
    await save(database, make_project())
    await import_sales(database)

    note = await get_issued_credit_note(make_context(database), "cn_1")

    assert note is not None
    assert [line.tax_rate for line in note.lines] == [Decimal("19.6")]


async def test_the_rates_of_all_lines_are_one_statement(database: Database, ask: Ask, queries: QueryLog) -> None:
    customers = [make_customer(number) for number in range(1, 5)]
    await save(database, make_project())
    counts = []

    for half in (customers[:2], customers[2:]):
        for customer in half:
            invoices = [make_invoice(customer, nth) for nth in (1, 2)]
            await save(database, customer, invoices, [make_line(each, place) for each in invoices for place in (0, 1)])
        queries.clear()
        assert "errors" not in await ask(QUERY)
        counts.append(len(queries))

    # Customers, invoices, the rates of these, lines, the rates of those.
    assert counts == [5, 5]


@pytest.mark.parametrize(
    ("stated", "taxes", "found"),
    [
        (Decimal(7), [{"rate_id": "txr_1"}], Decimal(7)),
        (None, [{"rate_id": None, "percentage": "5.5"}], Decimal("5.5")),
        (None, [{"rate_id": "txr_1", "percentage": None}], Decimal(19)),
        (None, [{"rate_id": "txr_2", "percentage": None}], None),
        (None, [{"rate_id": "txr_1", "percentage": None}] * 2, None),
        (None, [], None),
        (None, None, None),
    ],
)
def test_what_a_line_says_comes_before_the_rate_that_it_names(
    stated: Decimal | None, taxes: list[dict[str, Any]] | None, found: Decimal | None
) -> None:
    assert only_percentage(stated, taxes, {"txr_1": NamedRate("VAT", Decimal(19))}) == found
