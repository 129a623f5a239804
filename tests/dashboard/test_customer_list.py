"""The list of customers: what it shows, how it is narrowed, ordered and paged."""

from datetime import UTC, datetime

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY, Instant
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.dashboard.reading import Page
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_method,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)

LIST = "/dashboard/customers"


def names(page: Page) -> list[str]:
    return page.texts("//a[@data-row]")


async def test_a_row_says_who_it_is_how_they_stand_what_they_have_and_what_they_paid(
    operator: Operator, database: Database
) -> None:
    customer = make_customer(name="Ada Lovelace", email="ada@example.com")
    plan, team = make_plan(), make_plan(2, product_name="Team", name="Team per month")
    subscription = make_subscription(customer, status=SubscriptionStatus.ACTIVE, cancel_at=later(5))
    bill = make_invoice(customer, 1, status=InvoiceStatus.OPEN, due_at=NOW - DAY)
    paid = [make_payment(customer, 2, amount=123_456), make_payment(customer, 3, amount=5000, currency="JPY")]
    items = [make_item(subscription, plan), make_item(subscription, team, 1)]
    await save(database, customer, make_product(), [plan, team], subscription, items, [bill, *paid])

    page = await operator.open(LIST)

    assert page.rows("results") == [
        [
            "Ada Lovelace",
            "ada@example.com",
            "21 Nov 2026",
            "Invoice overdue Cancelling Active",
            "Coffee club · Plan 1, Team per month",
            "–",
            "£1,234.56 JP¥5,000",
        ]
    ]
    assert page.link("Ada Lovelace") == "/dashboard/customers/cus_1"


@pytest.mark.one_database
async def test_a_next_charge_that_has_passed_is_out_of_date(operator: Operator, database: Database) -> None:
    customer, plan = make_customer(), make_plan()
    late = make_subscription(customer, status=SubscriptionStatus.PAST_DUE, current_period_end=NOW - DAY)
    await save(database, customer, make_product(), plan, late, make_item(late, plan))

    page = await operator.open(LIST)

    assert page.texts("//td[@data-label='Next charge']") == ["21 Nov 2026 Out of date"]


async def test_a_customer_without_a_name_is_listed_by_e_mail_and_one_without_either_by_id(
    operator: Operator, database: Database
) -> None:
    await save(database, make_customer(1, name=" \t"), make_customer(2, name=None, email=None))

    page = await operator.open(LIST)

    assert [row[:2] for row in page.rows("results")] == [
        ["customer1@example.com", "customer1@example.com"],
        ["cus_2", "–"],
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("lovelace", ["Ada Lovelace"]),
        ("  ADA love ", ["Ada Lovelace"]),
        ("Grace@Example.com", ["Grace Hopper"]),
        ("cus_2", ["Grace Hopper"]),
        ("CUS_1-0001", ["Ada Lovelace"]),
        ("nobody", []),
        ("%", []),
        ("'; DROP TABLE customer; --", []),
    ],
)
async def test_the_search_finds_names_e_mails_ids_and_invoice_numbers(
    operator: Operator, database: Database, search: str, found: list[str]
) -> None:
    ada, grace = make_customer(1, name="Ada Lovelace"), make_customer(2, name="Grace Hopper", email="grace@example.com")
    await save(database, ada, grace, make_invoice(ada))

    page = await operator.open(LIST, search=search)

    assert (page.status, names(page)) == (200, found)
    assert page.tree.xpath("//input[@name='search']/@value") == [search]
    if not found:
        assert page.link("Show all customers") == LIST


@pytest.mark.parametrize(
    ("search", "why"),
    [
        ("lovelace", ""),
        ("ada@example", ""),
        ("INV-20", "Invoice INV-2026/7"),
        ("4242", "Card •••• 4242"),
        ("£12.34", "Amount £12.34"),
        ("gold", "Metadata tier: Gold"),
        ("+44 20 7946 0000", "Phone +44 20 7946 0000"),
        ("pi_1_1", "ID pi_1_1"),
    ],
)
async def test_a_row_says_why_the_search_found_it_where_it_does_not_show_that(
    operator: Operator, database: Database, search: str, why: str
) -> None:
    ada = make_customer(name="Ada Lovelace", email="ada@example.com", phone="+44 20 7946 0000", extra={"tier": "Gold"})
    payment = make_payment(ada, 1, amount=1234, method_last4="4242")
    await save(database, ada, payment, make_invoice(ada, number="INV-2026/7"))

    page = await operator.open(LIST, search=search)

    assert [row[0] for row in page.rows("results")] == [f"Ada Lovelace {why}".strip()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"subscriptions": "ACTIVE"}, ["Active"]),
        ({"subscriptions": "CANCELED"}, ["Left"]),
        ({"invoices": "open"}, ["Active", "Late"]),
        ({"invoices": "overdue"}, ["Late"]),
        ({"metadata": "tier = gold"}, ["Late"]),
        ({"metadata": "tier=Gold"}, []),
        ({"metadata": "tier="}, ["Active", "Late", "Left"]),
        ({"invoices": "overdue", "subscriptions": "ACTIVE"}, []),
        ({"subscriptions": "", "invoices": "", "search": "", "unknown": "x"}, ["Active", "Late", "Left"]),
    ],
)
async def test_each_filter_narrows_the_list_and_several_narrow_it_together(
    operator: Operator, database: Database, query: dict[str, str], found: list[str]
) -> None:
    active, late, left = (make_customer(number, name=name) for number, name in enumerate(("Active", "Late", "Left"), 1))
    plan, running = make_plan(), make_subscription(active)
    over = make_subscription(left, status=SubscriptionStatus.CANCELED)
    invoices = [
        make_invoice(active, status=InvoiceStatus.OPEN),
        make_invoice(late, status=InvoiceStatus.OPEN, due_at=NOW - DAY),
    ]
    late.extra = {"tier": "gold"}
    await save(database, [active, late, left], make_product(), plan, [running, over], invoices)
    await save(database, [make_item(running, plan), make_item(over, plan)])

    page = await operator.open(LIST, **query)

    assert names(page) == found
    assert page.tree.xpath("//option[@selected]/@value") == [
        query[name] for name in ("subscriptions", "invoices") if query.get(name)
    ]


@pytest.mark.parametrize(
    ("query", "zone", "found"),
    [
        ({"from": "2026-03-03"}, "UTC", ["On the 3rd"]),
        ({"to": "2026-03-02"}, "UTC", ["Early on the 2nd", "Late on the 2nd"]),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "America/New_York", ["Late on the 2nd"]),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "Asia/Tokyo", ["Early on the 2nd"]),
    ],
)
async def test_days_are_those_of_the_operators_time_zone_and_the_last_one_is_included(
    operator: Operator, database: Database, query: dict[str, str], zone: str, found: list[str]
) -> None:
    created = {"Early on the 2nd": (2, 0), "Late on the 2nd": (2, 23), "On the 3rd": (3, 12)}
    customers = [
        make_customer(number, name=name, created_at=_instant(day, hour))
        for number, (name, (day, hour)) in enumerate(created.items(), 1)
    ]
    await save(database, customers)

    page = await operator.open(LIST, {"Cookie": f"calmony_time_zone={zone}"}, order="OLDEST", **query)

    assert names(page) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [("", ["Carl", "Ada", "bea"]), ("OLDEST", ["bea", "Ada", "Carl"]), ("NAME", ["Ada", "bea", "Carl"])],
)
async def test_the_list_is_ordered_as_asked(
    operator: Operator, database: Database, order: str, found: list[str]
) -> None:
    await save(database, [make_customer(number, name=name) for number, name in enumerate(("Carl", "Ada", "bea"), 1)])

    assert names(await operator.open(LIST, order=order)) == found


@pytest.mark.parametrize(
    ("order", "back_to", "on_to"),
    [
        ("NEWEST", "← Newer", "Older →"),
        ("OLDEST", "← Older", "Newer →"),
        ("NAME", "← Previous", "Next →"),
    ],
)
async def test_the_pages_links_walk_the_whole_list_forth_and_back_and_keep_the_rest_of_the_state(
    operator: Operator, database: Database, order: str, back_to: str, on_to: str
) -> None:
    await save(database, *(make_customer(number, name=f"Ada {number:02}") for number in range(1, 46)))

    first = await operator.open(LIST, search="ada", order=order)
    second = await operator.open(first.link(on_to) or "")
    third = await operator.open(second.link(on_to) or "")
    back = await operator.open(third.link(back_to) or "")
    start = await operator.open(back.link(back_to) or "")

    numbers = sorted(range(1, 46), reverse=order == "OLDEST")
    pages = [[f"Ada {number:02}" for number in numbers[at : at + 20]] for at in (0, 20, 40)]
    assert [names(page) for page in (first, second, third, back, start)] == [*pages, pages[1], pages[0]]
    assert (first.link(back_to), third.link(on_to), start.link(back_to)) == (None, None, None)
    assert back.tree.xpath("//input[@name='search']/@value") == ["ada"]
    assert back.tree.xpath("//select[@name='order']/option[@selected]/@value") == [order]


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"before": "bm9uc2Vuc2U"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"subscriptions": "active-ish"},
        {"invoices": "<b>all</b>"},
        {"order": "RANDOM"},
        {"search": "x" * 201},
    ],
)
async def test_what_cant_be_is_said_and_what_was_typed_stays(operator: Operator, query: dict[str, str]) -> None:
    asked = {"search": "ada", **query}

    page = await operator.open(LIST, **asked)

    assert page.status == 400
    assert page.texts("//p[@role='alert']") != []
    assert page.link("Start over") == LIST
    shown = {name: value for name, value in page.fields("//form[@data-live='results']").items() if value}
    known = {"search", "from", "to"}
    assert shown == {name: value for name, value in asked.items() if name in known}


async def test_an_empty_list_says_so(operator: Operator) -> None:
    live, test = await operator.open(LIST), await operator.open("/dashboard/test/customers")

    assert live.text("//section[@id='results']") == "There are no customers in live data yet."
    assert test.text("//section[@id='results']") == "There are no customers in test data yet."


async def test_only_the_project_and_the_mode_of_the_page_are_listed(operator: Operator, database: Database) -> None:
    await save(database, make_project(id="prj_2", name="Another"))
    await save(database, make_customer(1, name="Live"), make_customer(2, name="Test", live_mode=False))
    await save(database, make_customer(3, name="Another's", project_id="prj_2"))

    live, test = await operator.open(LIST), await operator.open("/dashboard/test/customers")

    assert (names(live), names(test)) == (["Live"], ["Test"])
    assert test.link("Test") == "/dashboard/test/customers/cus_2"
    assert (live.texts("//*[@class='ribbon']"), test.texts("//*[@class='ribbon']")) == (
        [],
        ["Test data. Nothing here is charged."],
    )
    assert [page.texts("//nav[@class='switch']//a[@aria-current]") for page in (live, test)] == [
        ["Live"],
        ["Test data"],
    ]


@pytest.mark.parametrize(
    ("root", "query", "exported"),
    [
        (LIST, {}, "/dashboard/customers.csv"),
        (LIST, {"search": "ada & co", "order": "NAME"}, "/dashboard/customers.csv?search=ada+%26+co&order=NAME"),
        ("/dashboard/test/customers", {"invoices": "overdue"}, "/dashboard/test/customers.csv?invoices=overdue"),
    ],
)
async def test_the_export_is_of_the_current_view_without_its_place_in_the_pages(
    operator: Operator, root: str, query: dict[str, str], exported: str
) -> None:
    assert (await operator.open(root, **query)).link("Export CSV") == exported


async def test_the_export_of_a_later_page_is_of_all_pages(operator: Operator, database: Database) -> None:
    await save(database, [make_customer(number) for number in range(1, 22)])
    first = await operator.open(LIST)

    second = await operator.open(first.link("Older →") or "")

    assert second.link("Export CSV") == "/dashboard/customers.csv"


def _instant(day: int, hour: int) -> Instant:
    return Instant(int(datetime(2026, 3, day, hour, tzinfo=UTC).timestamp()) * 1_000_000)


async def test_the_list_says_how_many_customers_match(operator: Operator, database: Database) -> None:
    await save(database, *(make_customer(number, name=f"Ada {number}") for number in range(1, 24)))
    late = make_invoice(make_customer(3), status=InvoiceStatus.OPEN, due_at=NOW - DAY)
    await save(database, late)

    pages = [await operator.open(LIST, **query) for query in ({}, {"invoices": "overdue"}, {"search": "ada"})]
    second = await operator.open(pages[0].link("Older →") or "")

    told = [page.text("//p[@class='total']") for page in (*pages, second)]
    assert told == ["23 customers", "1 customer", "23 customers", "23 customers"]


async def test_heads_sort_the_list_and_say_how_it_is_sorted(operator: Operator, database: Database) -> None:
    await save(database, [make_customer(number, name=name) for number, name in enumerate(("Bo", "Cy", "Ada"), 1)])

    page = await operator.open(LIST, subscriptions="", risk="no")
    sorted_by = [(names(page), page.tree.xpath("//th[@aria-sort]/@aria-sort"), page.texts("//th[@aria-sort]"))]
    for head in ("Customer", "Created", "Created"):
        [url] = page.tree.xpath(f"//th/a[starts-with(normalize-space(), '{head}')]/@href")
        page = await operator.open(url)
        sorted_by.append((names(page), page.tree.xpath("//th[@aria-sort]/@aria-sort"), page.texts("//th[@aria-sort]")))

    assert sorted_by == [
        (["Bo", "Cy", "Ada"], ["descending"], ["Created ↓"]),
        (["Ada", "Bo", "Cy"], ["ascending"], ["Customer ↑"]),
        (["Bo", "Cy", "Ada"], ["descending"], ["Created ↓"]),
        (["Ada", "Cy", "Bo"], ["ascending"], ["Created ↑"]),
    ]
    assert page.tree.xpath("//select[@name='risk']/option[@selected]/@value") == ["no"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"at": "2026-11-19"}, ["Three", "Four"]),
        ({"at": "2026-11-19", "order": "OLDEST"}, ["Three", "Two", "One"]),
        ({"at": "2030-01-01"}, ["One", "Two", "Three", "Four"]),
        ({"at": "2000-01-01"}, []),
    ],
)
async def test_the_list_can_be_shown_from_a_date_on(
    operator: Operator, database: Database, query: dict[str, str], found: list[str]
) -> None:
    await save(
        database,
        [make_customer(number, name=name) for number, name in enumerate(("One", "Two", "Three", "Four"), 1)],
    )

    page = await operator.open(LIST, **query)

    assert (page.status, names(page)) == (200, found)
    assert page.tree.xpath("//input[@name='at']/@value") == [query["at"]]
    if not found:
        assert page.link("Show it from its start") == LIST
    elif query["at"].startswith("2026"):
        # What stands before the date is a page back.
        back = await operator.open(page.tree.xpath("//a[@rel='prev']/@href")[0])
        assert names(back) == [name for name in ("One", "Two") if name not in found] or names(back) == ["Four"]
        assert "at=" not in str(back.tree.xpath("//nav[@class='pager']//a/@href"))


async def test_a_list_by_name_has_no_dates_to_go_to(operator: Operator, database: Database) -> None:
    page = await operator.open(LIST, at="2026-11-19", order="NAME")

    assert page.status == 400
    assert "sort by newest or oldest" in page.text("//*[@role='alert']")


async def test_customers_at_risk_are_a_list(operator: Operator, database: Database) -> None:
    late, safe, card = (make_customer(number, name=name) for number, name in enumerate(("Late", "Safe", "Card"), 1))
    card.default_payment_method_id = "pm_3_1"
    plan, running = make_plan(), make_subscription(card)
    method = make_method(card, expires_month=11, expires_year=2026)
    await save(database, [late, safe, card], make_product(), plan, method, running, make_item(running, plan))
    await save(database, make_invoice(late, status=InvoiceStatus.OPEN, due_at=NOW - DAY))

    at_risk, not_at_risk = [await operator.open(LIST, risk=risk) for risk in ("yes", "no")]

    assert [row[3] for row in at_risk.rows("results")] == ["Invoice overdue Inactive", "Card expiring Active"]
    assert names(not_at_risk) == ["Safe"]
    of_each = {risk: names(await operator.open(LIST, risk=risk)) for risk in ("late", "card", "disputed", "cancelling")}
    assert of_each == {"late": ["Late"], "card": ["Card"], "disputed": [], "cancelling": []}


async def test_the_way_back_from_a_customer_leads_to_the_list_as_it_was(operator: Operator, database: Database) -> None:
    await save(database, [make_customer(number) for number in range(1, 25)], make_customer(99, live_mode=False))
    page = await operator.open(LIST, risk="no", order="OLDEST")
    second = page.link("Newer →") or ""

    shown = await operator.get(second)
    kept = {"Cookie": shown.headers["set-cookie"].partition(";")[0]}
    back = [await operator.open(f"{LIST}/cus_1", kept), await operator.open("/dashboard/account", kept)]
    other_mode = await operator.open("/dashboard/test/customers/cus_99", kept)
    nothing_kept = await operator.open(f"{LIST}/cus_1")

    assert [each.link("← Customers") for each in back] == [second, second]
    assert "HttpOnly; SameSite=Lax" in shown.headers["set-cookie"]
    assert names(await operator.open(second)) == ["Customer 4", "Customer 3", "Customer 2", "Customer 1"]
    assert other_mode.link("← Customers") == "/dashboard/test/customers"
    assert nothing_kept.link("← Customers") == LIST


@pytest.mark.one_database
@pytest.mark.parametrize(
    "kept", ["x=1&search=%22%3E%3Cscript%3E", "%", "search=" + "%C3%A9" * 900, "//evil.example", ""]
)
async def test_the_way_back_is_a_list_of_ours_whatever_a_cookie_says(
    operator: Operator, database: Database, kept: str
) -> None:
    await save(database, make_customer())

    page = await operator.open(f"{LIST}/cus_1", {"Cookie": f"calmony_list={kept}".encode().decode("latin-1")})

    assert (page.link("← Customers") or "").partition("?")[0] == LIST
