"""The pages of generated customers: what they cost, and that their figures are those of GraphQL."""

import csv
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import HealthCheck, given, settings
from sqlmodel import col, select

from intake.synthetic.loading import load_synthetic
from intake.synthetic.storybook import STORIES
from models.billing.customer import Customer
from storage.database import Database
from tests.app.conftest import log_lines
from tests.asking import Ask, ask
from tests.dashboard.conftest import Operator, SignIn
from tests.dashboard.reading import Page
from tests.dashboard.test_cost import MOST_BYTES, MOST_STATEMENTS, LogLines, statements
from tests.factories import NOW, make_project, save
from tests.importing import import_objects
from tests.oracle.generated.accounts import Account, accounts

__all__ = ["ask", "log_lines"]

pytestmark = pytest.mark.one_database

FIGURES = """query Figures($id: ID!) { customer(id: $id) {
  totals {
    currency received { ...Amount } net { ...Amount }
    refunded { ...Amount } disputed { ...Amount } due { ...Amount } overdue { ...Amount }
    monthlyRecurring { ...Amount } paid { ...Amount }
  }
  balance { ...Amount }
  nextBillingAt nextCharge { at amount { ...Amount } }
  subscriptions(first: 100) { nodes { id status nextCharge { at amount { ...Amount } } } }
} }
fragment Amount on Money { amountMinor decimal formatted(locale: "en-GB") }
"""
LABELS = {
    "net": "Total paid",
    "refunded": "Refunded",
    "disputed": "Disputed",
    "due": "Due",
    "overdue": "Overdue",
    "monthlyRecurring": "Monthly recurring",
}
COLUMNS = LABELS | {"net": "Total paid", "received": "Received"}
# Shown only where there is any.
SOMETIMES = {"Refunded", "Disputed"}
# Each account is a project of its own.
NUMBERS = count(1)
ENDED = ("CANCELED", "INCOMPLETE_EXPIRED")


@pytest.fixture
async def customer_ids(database: Database, operator: Operator) -> list[str]:
    """One customer of each story."""
    await load_synthetic(database, "prj_1", live_mode=True, customers=len(STORIES), seed=1, now=NOW)
    async with database.sessions() as session:
        return list((await session.exec(select(Customer.id).where(col(Customer.project_id) == "prj_1"))).all())


async def test_the_page_of_every_generated_customer_says_what_graphql_says(
    operator: Operator, customer_ids: list[str], ask: Ask, log_lines: LogLines
) -> None:
    counted, sizes = [], []
    for customer_id in customer_ids:
        page = await operator.open(f"/dashboard/customers/{customer_id}")
        counted.append(statements(log_lines))
        sizes.append(len(page.answer.content))
        answered = (await ask(FIGURES, {"id": customer_id}))["data"]["customer"]

        assert page.status == 200
        assert shown_figures(page) == expected_figures(answered), customer_id
        assert shown_charges(page) == expected_charges(answered), customer_id

    assert len(customer_ids) == len(STORIES)
    assert max(counted) <= MOST_STATEMENTS
    assert max(sizes) <= MOST_BYTES


async def test_the_list_and_its_file_say_of_every_generated_customer_what_graphql_says(
    operator: Operator, customer_ids: list[str], ask: Ask
) -> None:
    text = (await operator.get("/dashboard/customers.csv")).content.decode("utf-8-sig")
    exported = list(csv.DictReader(text.splitlines(keepends=True)))
    listed = await read_list(operator)
    expected: list[dict[str, str]] = []

    for customer_id in customer_ids:
        answered = (await ask(FIGURES, {"id": customer_id}))["data"]["customer"]
        expected += expected_lines(customer_id, answered)
        paid = [each["net"]["formatted"] for each in answered["totals"] if each["received"]["amountMinor"]]
        assert listed[customer_id] == (paid or ["–"])

    columns = expected[0].keys()
    shown = [{name: line[name] for name in columns} for line in exported]
    assert sorted(shown, key=line_key) == sorted(expected, key=line_key)


@settings(
    max_examples=max(30, settings().max_examples // 4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(account=accounts())
async def test_the_page_of_an_account_in_any_state_says_what_graphql_says(
    database: Database, sign_in: SignIn, ask: Ask, account: Account
) -> None:
    project_id = f"prj_generated_{next(NUMBERS)}"
    await save(database, make_project(id=project_id, name=project_id))
    operator = await sign_in(project_id=project_id, email=f"{project_id}@post.example")
    await import_objects(database, account.inputs, project_id=project_id, live_mode=True, as_of=NOW)

    page = await operator.open("/dashboard/customers/cus_1")

    answered = (await ask(FIGURES, {"id": "cus_1"}, project_id=project_id))["data"]["customer"]
    assert page.status == 200
    assert shown_figures(page) == expected_figures(answered)
    assert shown_charges(page) == expected_charges(answered)


async def read_list(operator: Operator) -> dict[str, list[str]]:
    """What each customer paid in all, over all pages of the list."""
    found, path = {}, "/dashboard/customers"
    while path:
        page = await operator.open(path)
        for row in page.tree.xpath("//tbody/tr"):
            (address,) = row.xpath(".//a[@data-row]/@href")
            found[address.rpartition("/")[2]] = row.xpath("./td[@data-label='Total paid']//text()[normalize-space()]")
        path = page.link("Older →") or ""
    return found


def expected_lines(customer_id: str, customer: dict[str, Any]) -> list[dict[str, str]]:
    """The lines of the file: one for each currency, or one without amounts."""
    about = {"Id": customer_id, "Next billing": customer["nextBillingAt"] or ""}
    if not customer["totals"]:
        return [about | {"Currency": ""} | dict.fromkeys(COLUMNS.values(), "")]
    return [
        about | {"Currency": each["currency"]} | {column: each[field]["decimal"] for field, column in COLUMNS.items()}
        for each in customer["totals"]
    ]


def line_key(line: dict[str, str]) -> tuple[str, str]:
    return line["Id"], line["Currency"]


def shown_figures(page: Page) -> dict[str, list[str]]:
    found = {}
    for figure in page.tree.xpath("//dl[@class='figures']/div"):
        (label,) = figure.xpath("./dt/text()")
        found[label] = [text for text in figure.xpath("./dd/span/text()") if text != "–"]
    return found


def expected_figures(customer: dict[str, Any]) -> dict[str, list[str]]:
    figures: dict[str, list[str]] = {}
    for field, label in LABELS.items():
        amounts = [totals[field]["formatted"] for totals in customer["totals"] if totals[field]["amountMinor"]]
        if amounts or label not in SOMETIMES:
            figures[label] = amounts
    more = [
        each["paid"] for each in customer["totals"] if each["paid"]["amountMinor"] > each["received"]["amountMinor"]
    ]
    if more:
        figures["Paid on invoices"] = [each["formatted"] for each in more]
    for label, sign in (("Credit balance", -1), ("Balance owed", 1)):
        balances = [each for each in customer["balance"] if each["amountMinor"] * sign > 0]
        if balances:
            figures[label] = [each["formatted"].removeprefix("-") for each in balances]
    charge = customer["nextCharge"]
    figures["Next charge"] = charge_words(charge)[-1:] if charge else []
    return figures


def charge_words(charge: dict[str, Any] | None) -> list[str]:
    """Its day, and its amount where that is known."""
    if charge is None:
        return []
    day = format_date(datetime.fromisoformat(charge["at"]), locale="en_GB")
    return [day, *([charge["amount"]["formatted"]] if charge["amount"] else [])]


def shown_charges(page: Page) -> dict[str, list[str]]:
    """Of each running subscription, by its id: the day and the amount of its next charge."""
    rows = page.tree.xpath("//section[@id='subscriptions']//tr[@id]")
    cells = {row.get("id"): row.xpath(".//td[@data-label='Next charge']//text()[normalize-space()]") for row in rows}
    return {
        identifier: [text for text in cell if text[:6] not in ("None", "Amount")] for identifier, cell in cells.items()
    }


def expected_charges(customer: dict[str, Any]) -> dict[str, list[str]]:
    running = [each for each in customer["subscriptions"]["nodes"] if each["status"] not in ENDED]
    return {each["id"]: charge_words(each["nextCharge"]) for each in running}
