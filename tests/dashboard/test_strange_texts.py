"""What customers and others have written is shown as it is, and never as a part of the page."""

import html5lib
import pytest

from models.billing.cancellation import CancellationReason
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.dashboard.reading import Page
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_subscription,
    save,
)

LIST = "/dashboard/customers"
ADA = f"{LIST}/cus_1"
SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
NAMES = {
    "a script": SCRIPT,
    "an attribute's end": BREAKOUT,
    "a template": "{{ 7 * 7 }}{% raw %}",
    "long": "Wolfeschlegelsteinhausen" * 12 + "dorff, sr.",
    "right to left": "فاطمة المصري",
    "turned round": "Ada\u202egnp.exe",
    "emoji": "👩‍👩‍👧‍👦 Family 🏳️‍🌈",
    "lines": "Ada\nLovelace\tof London",
}


def scripts(page: Page) -> list[str]:
    """What the page runs, and what of it could."""
    return page.tree.xpath("//script/@src | //script/text() | //@*[starts-with(name(), 'on')] | //img/@src")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_any_name_stands_in_the_list_on_the_page_and_in_the_question(
    operator: Operator, database: Database, name: str
) -> None:
    customer, plan = make_customer(name=name), make_plan()
    subscription = make_subscription(customer)
    await save(database, customer, make_product(), plan, subscription)
    await save(database, make_item(subscription, plan))

    listed, page = await operator.open(LIST), await operator.open(ADA)
    question = await operator.open(page.link("Cancel subscription") or "")

    shown = " ".join(name.split())
    assert listed.texts("//a[@data-row]") == [shown]
    assert page.text("//h1") == shown
    assert question.texts("//dl[@class='at-stake']//dd")[0] == shown
    assert [scripts(each) for each in (listed, page, question)] == [
        ["/dashboard/static/mark.svg", "/dashboard/static/dashboard.js"][::-1]
    ] * 3


async def test_whatever_holds_a_script_shows_it_and_runs_none(operator: Operator, database: Database) -> None:
    told = {"cancellation_reason": CancellationReason.OTHER, "cancellation_comment": SCRIPT}
    customer = make_customer(
        name=SCRIPT,
        email=f"{BREAKOUT}@example.com",
        phone=BREAKOUT,
        description=SCRIPT,
        address={"line1": SCRIPT, "city": BREAKOUT},
        extra={SCRIPT: BREAKOUT},
        tax_ids=[{"type": "eu_vat", "value": SCRIPT}],
    )
    plan = make_plan(product_name=SCRIPT, name=BREAKOUT)
    running = make_subscription(customer)
    left = make_subscription(customer, 2, status=SubscriptionStatus.CANCELED, ended_at=NOW, **told)
    payment = make_payment(customer, failure_message=SCRIPT, method_brand=SCRIPT, method_last4="<b>4")
    invoice = make_invoice(customer, number=SCRIPT, status=InvoiceStatus.OPEN)
    await save(database, customer, make_product(), plan, [running, left], [payment, invoice])
    await save(database, [make_item(running, plan), make_item(left, plan)])

    pages = [
        await operator.open(LIST, search=SCRIPT),
        await operator.open(LIST, **{"from": SCRIPT}),
        await operator.open(ADA, changed="sub_1_1"),
        await operator.open(ADA, payments=SCRIPT),
        await operator.open(f"{ADA}/subscriptions/sub_1_1/cancel", comment=SCRIPT),
        await operator.open(f"{LIST}/{SCRIPT}"),
    ]

    assert [page.status for page in pages] == [200, 400, 200, 400, 200, 404]
    for page in pages:
        assert scripts(page) == ["/dashboard/static/dashboard.js", "/dashboard/static/mark.svg"]
    assert pages[2].answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10
    assert pages[4].fields("//form[@id='question']")["comment"] == SCRIPT


async def test_every_page_is_well_formed(operator: Operator, database: Database) -> None:
    customer, plan = make_customer(name=BREAKOUT), make_plan()
    subscription = make_subscription(customer, cancel_at=NOW + 1)
    await save(database, customer, make_product(), plan, subscription, make_item(subscription, plan))
    await save(database, make_invoice(customer), make_payment(customer))

    paths = (LIST, f"{LIST}?order=x", ADA, f"{ADA}?changed=sub_1_1", f"{ADA}/subscriptions/sub_1_1/cancel", f"{LIST}/x")
    for path in paths:
        page = await operator.open(path)
        # Strict: the first thing that is wrong raises.
        html5lib.HTMLParser(strict=True).parse(page.answer.text)
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize(
    ("language", "zone", "amount", "moment", "told"),
    [
        ("", "", "£1,234.56", "21 Nov 2026, 12:00 UTC", "English (United Kingdom)"),
        ("de-DE,de;q=0.9,en;q=0.5", "Europe/Berlin", "1.234,56 £", "21.11.2026, 13:00 CET", "German (Germany)"),
        ("xx-YY, fr-FR", "Asia/Kolkata", "1 234,56 £GB", "21 nov. 2026, 17:30 IST", "French (France)"),
        ("en-US", "America/Sao_Paulo", "£1,234.56", "Nov 21, 2026, 9:00 AM UTC−03:00", "English (United States)"),
        ("*;q=x,,\x7f", "../../etc/passwd", "£1,234.56", "21 Nov 2026, 12:00 UTC", "English (United Kingdom)"),
    ],
)
async def test_amounts_and_times_are_those_of_the_person_at_the_browser(
    operator: Operator, database: Database, language: str, zone: str, amount: str, moment: str, told: str
) -> None:
    customer = make_customer()
    await save(database, customer, make_payment(customer, amount=123_456))

    page = await operator.open(ADA, {"Accept-Language": language, "Cookie": f"calmony_time_zone={zone}"})

    row = page.rows("payments")[0]
    assert (" ".join(row[1].split()), " ".join(row[4].split())) == (amount, moment)
    assert page.text("//footer").endswith(f"dates and amounts are formatted for {told}.")
