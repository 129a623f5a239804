"""A customer's page: the profile and its sections, each filtered and paged for itself."""

import pytest

from models.billing.cancellation import CancellationReason
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.billing.subscription import ENDED, SubscriptionStatus
from models.values.instant import DAY
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
    make_one_of_each,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)

ADA = "/dashboard/customers/cus_1"


def figures(page: Page) -> dict[str, str]:
    return dict(zip(page.texts("//dl[@class='figures']//dt"), page.texts("//dl[@class='figures']//dd"), strict=True))


async def test_the_profile_says_who_it_is_and_what_is_wrong(operator: Operator, database: Database) -> None:
    ada = make_customer(
        name="Ada Lovelace",
        email="ada@example.com",
        phone="+44 20 7946 0000",
        address={"line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"},
        locale="en-GB",
        tax_ids=[{"type": "gb_vat", "value": "GB123456789"}, {"type": "in_gst", "value": "12ABC"}],
        description="Cancel by telephone only",
        extra={"tier": "gold", "crm": "4711", "external_id": "A-17"},
    )
    plan, late = make_plan(), make_subscription(ada, status=SubscriptionStatus.PAST_DUE)
    overdue = make_invoice(ada, 1, status=InvoiceStatus.OPEN, due_at=NOW - DAY, total=4900)
    paid = make_payment(ada, 2, amount=123_456)
    card = make_method(ada, expires_month=4, expires_year=2030)
    await save(database, ada, make_product(), plan, late, make_item(late, plan), overdue, paid, card)

    page = await operator.open(ADA)

    assert page.text("//h1") == "Ada Lovelace"
    assert page.texts("//header[@class='profile']//span[contains(@class, 'badge ')]") == ["Past due", "Invoice overdue"]
    assert page.texts("//ul[@class='problems']/li") == [
        "Coffee club · Plan 1 is past due: its last invoice is not paid.",
        "£49.00 overdue on invoices.",
    ]
    assert figures(page) == {
        "Total paid": "£1,234.56",
        "Due": "£49.00",
        "Overdue": "£49.00",
        "Monthly recurring": "£15.00",
        "Next charge": "£15.00 on 12 Dec 2026",
    }
    assert page.texts("//section[@id='details']//dl/div") == [
        "Name Ada Lovelace",
        "E-mail ada@example.com",
        "Phone +44 20 7946 0000",
        "Address 12 St James's Square London SW1Y 4JH United Kingdom",
        "Tax IDs GB123456789 (UK VAT) 12ABC (GSTIN)",
        "Description Cancel by telephone only",
        "External ID A-17",
        "Language English (United Kingdom)",
        "Payment methods Visa •••• 4242, expires 04/2030",
        "Customer since 21 Nov 2026, 12:00 UTC",
        "Metadata crm 4711 tier gold",
    ]
    assert page.tree.xpath("//header//a[starts-with(@href, 'mailto:') or starts-with(@href, 'tel:')]/@href") == [
        "mailto:ada%40example.com",
        "tel:+442079460000",
    ]


async def test_what_is_unpaid_is_not_called_past_due_in_the_problems(operator: Operator, database: Database) -> None:
    ada, plan = make_customer(), make_plan()
    unpaid = make_subscription(ada, status=SubscriptionStatus.UNPAID)
    await save(database, ada, make_product(), plan, unpaid, make_item(unpaid, plan))

    page = await operator.open(ADA)

    told = ["A subscription is unpaid: it was not paid in time, and is not charged any more."]
    assert page.texts("//ul[@class='problems']/li") == told


@pytest.mark.one_database
async def test_a_past_due_subscription_and_an_unpaid_one_are_both_problems(
    operator: Operator, database: Database
) -> None:
    ada, plan = make_customer(), make_plan()
    late = make_subscription(ada, 1, status=SubscriptionStatus.PAST_DUE)
    unpaid = make_subscription(ada, 2, status=SubscriptionStatus.UNPAID)
    items = [make_item(late, plan), make_item(unpaid, plan)]
    await save(database, ada, make_product(), plan, late, unpaid, items)

    page = await operator.open(ADA)

    assert page.texts("//ul[@class='problems']/li") == [
        "Coffee club · Plan 1 is past due: its last invoice is not paid.",
        "A subscription is unpaid: it was not paid in time, and is not charged any more.",
    ]


async def test_a_deleted_customer_is_marked_on_their_page_in_the_list_and_in_its_export(
    operator: Operator, database: Database
) -> None:
    ada = make_customer(deleted_at=NOW)
    owed = make_invoice(ada, status=InvoiceStatus.OPEN, due_at=NOW - DAY)
    await save(database, ada, owed)

    page, listed = await operator.open(ADA), await operator.open("/dashboard/customers")
    exported = (await operator.get("/dashboard/customers.csv")).text

    badges = ["Deleted", "Invoice overdue", "Inactive"]
    assert page.texts("//header[@class='profile']//span[contains(@class, 'badge ')]") == badges
    assert "Deleted 22 Nov 2026, 12:00 UTC" in page.texts("//section[@id='details']//dl/div")
    assert [row[3] for row in listed.rows("results")] == [" ".join(badges)]
    assert "Deleted; Invoice overdue; Inactive" in exported


async def test_a_customer_with_nothing_has_a_page_that_says_so(operator: Operator, database: Database) -> None:
    await save(database, make_customer(name=None, email=None))

    page = await operator.open(ADA)

    assert (page.status, page.text("//h1")) == (200, "cus_1")
    assert set(figures(page).values()) == {"–"}
    assert page.texts("//p[@class='nothing']") == [
        "No active subscriptions.",
        "No payments yet.",
        "No invoices yet.",
        "No payment methods on file.",
        "No activity yet.",
    ]


async def test_each_payment_says_how_it_went_what_it_was_paid_with_and_for(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    invoice = make_invoice(ada)
    card = {"method_type": "card", "method_brand": "visa", "method_last4": "4242"}
    failed = {"status": PaymentIntentStatus.FAILED, "failure_code": "insufficient_funds"}
    payments = [
        make_payment(ada, 1, invoice_id=invoice.id, **card),
        make_payment(ada, 2, amount=5000, currency="JPY", method_type="sepa_debit", **failed),
        make_payment(ada, 3, status=PaymentIntentStatus.REQUIRES_ACTION),
        make_payment(ada, 4, status=PaymentIntentStatus.PROCESSING),
    ]
    await save(database, ada, invoice, payments)

    page = await operator.open(ADA)

    assert page.rows("payments") == [
        ["pi_1_1", "£12.00", "Succeeded", "Visa •••• 4242", "21 Nov 2026, 12:00 UTC", "CUS_1-0001"],
        [
            "pi_1_2",
            "JP¥5,000",
            "Failed The account does not hold enough money.",
            "SEPA Direct Debit",
            "20 Nov 2026, 12:00 UTC",
            "–",
        ],
        ["pi_1_3", "£12.00", "Needs customer action", "–", "19 Nov 2026, 12:00 UTC", "–"],
        ["pi_1_4", "£12.00", "Processing", "–", "18 Nov 2026, 12:00 UTC", "–"],
    ]


async def test_running_subscriptions_stand_apart_from_past_ones(operator: Operator, database: Database) -> None:
    ada = make_customer()
    monthly, quarterly = make_plan(), make_plan(2, name="Coffee club quarterly", interval_count=3, amount=4000)
    running = make_subscription(ada, 1)
    leaving = make_subscription(ada, 2, cancel_at=later(5))
    left = make_subscription(
        ada,
        3,
        status=SubscriptionStatus.CANCELED,
        canceled_at=NOW - DAY,
        ended_at=NOW - DAY,
        cancellation_reason=CancellationReason.TOO_EXPENSIVE,
        cancellation_comment="Moves to tea",
    )
    items = [make_item(running, monthly, quantity=3), make_item(leaving, quarterly), make_item(left, monthly)]
    await save(database, ada, make_product(), [monthly, quarterly], [running, leaving, left], items)

    page = await operator.open(ADA)

    assert page.rows("subscriptions") == [
        [
            "Coffee club · Plan 1 × 3 sub_1_1",
            "Active",
            "£45.00 / month",
            "12 Dec 2026 £45.00",
            "–",
            "Cancel subscription",
        ],
        [
            "Coffee club quarterly sub_1_2",
            "Active",
            "£40.00 / 3 months",
            "None",
            "Cancels 27 Nov 2026",
            "Keep subscription Change end date",
        ],
    ]
    (past,) = page.texts("//details[@class='past-ones']//tbody/tr")
    assert past == (
        "Coffee club · Plan 1 sub_1_3 Cancelled £15.00 / month 19 Nov 2026 21 Nov 2026 Too expensive: Moves to tea"
    )


async def test_what_is_unpaid_paused_or_incomplete_stands_apart_from_active_subscriptions(
    operator: Operator, database: Database
) -> None:
    ada, plan = make_customer(), make_plan()
    running = [
        make_subscription(ada, number, status=status)
        for number, status in enumerate(status for status in SubscriptionStatus if status not in ENDED)
    ]
    await save(database, ada, make_product(), plan, running, [make_item(each, plan) for each in running])

    page = await operator.open(ADA)

    tables = page.tree.xpath("//section[@id='subscriptions']//table[not(ancestor::details)]")
    shown = [
        [" ".join(row.xpath(".//span[contains(@class, 'badge ')]/text()")) for row in each.xpath("./tbody/tr")]
        for each in tables
    ]
    assert page.texts("//section[@id='subscriptions']//*[self::h2 or self::h3]") == [
        "Active subscriptions",
        "Unpaid subscriptions",
        "Paused subscriptions",
        "Incomplete subscriptions",
    ]
    assert [sorted(each) for each in shown] == [["Active", "Past due", "Trial"], ["Unpaid"], ["Paused"], ["Incomplete"]]


async def test_running_subscriptions_have_pages_of_their_own(operator: Operator, database: Database) -> None:
    ada, plan = make_customer(), make_plan()
    subscriptions = [make_subscription(ada, number, created_at=later(-number)) for number in range(1, 42)]
    await save(database, ada, make_product(), plan, subscriptions, [make_item(each, plan) for each in subscriptions])

    pages = [await operator.open(ADA)]
    for _ in range(2):
        pages.append(await operator.open((pages[-1].link("Older →", "subscriptions") or "").partition("#")[0]))
    back = await operator.open((pages[-1].link("← Newer", "subscriptions") or "").partition("#")[0])

    shown = [[row[0].rpartition("_")[2] for row in page.rows("subscriptions")] for page in pages]
    assert shown == [[str(number) for number in range(first, min(first + 20, 42))] for first in (1, 21, 41)]
    assert back.rows("subscriptions") == pages[1].rows("subscriptions")


async def test_active_subscriptions_and_those_that_stand_apart_have_pages_of_their_own(
    operator: Operator, database: Database
) -> None:
    ada, plan = make_customer(), make_plan()
    # Every second one is unpaid.
    statuses = [SubscriptionStatus.UNPAID, SubscriptionStatus.ACTIVE]
    subscriptions = [
        make_subscription(ada, number, status=statuses[number % 2], created_at=later(-number)) for number in range(60)
    ]
    await save(database, ada, make_product(), plan, subscriptions, [make_item(each, plan) for each in subscriptions])

    async def follow(page: Page, of: str) -> Page:
        links = page.tree.xpath(f"//nav[@aria-label='Pages of {of} subscriptions']/a[@rel='next']/@href")
        return await operator.open(links[0].partition("#")[0])

    first = await operator.open(ADA)
    others_on = await follow(first, "other")
    both_on = await follow(others_on, "active")

    shown = []
    for page in (first, others_on, both_on):
        ids = page.tree.xpath("//section[@id='subscriptions']//tbody/tr/@id")
        numbers = [int(each.rpartition("_")[2]) for each in ids]
        shown.append([[number for number in numbers if number % 2 == odd] for odd in (1, 0)])
    odd, even = list(range(1, 60, 2)), list(range(0, 60, 2))
    assert shown == [[odd[:20], even[:20]], [odd[:20], even[20:]], [odd[20:], even[20:]]]


async def test_each_invoice_says_what_is_due_and_offers_its_document(operator: Operator, database: Database) -> None:
    ada = make_customer()
    invoices = [
        make_invoice(ada, 1, total=4900),
        make_invoice(ada, 2, status=InvoiceStatus.OPEN, due_at=NOW - DAY, amount_remaining=200, amount_paid=1000),
        make_invoice(ada, 3, status=InvoiceStatus.VOID),
        make_invoice(ada, 4, status=InvoiceStatus.DRAFT, number=None, issued_at=None, due_at=None),
    ]
    await save(database, ada, invoices)

    page = await operator.open(ADA)

    document = "Download PDF Copy link"
    assert page.rows("invoices") == [
        ["CUS_1-0001", "£49.00", "Paid", "21 Nov 2026", "6 Dec 2026", document],
        ["CUS_1-0002", "£12.00 £2.00 due", "Overdue", "20 Nov 2026", "21 Nov 2026", document],
        ["CUS_1-0003", "£12.00", "Void", "19 Nov 2026", "6 Dec 2026", document],
        ["in_1_4", "£12.00", "Draft", "–", "–", "Not issued"],
    ]
    links = page.tree.xpath("//section[@id='invoices']//td//a[@download]/@href")
    assert links == page.tree.xpath("//section[@id='invoices']//button/@data-copy")
    assert all(
        link.startswith(f"http://127.0.0.1:8000/invoices/in_1_{nth}.pdf?token=") for nth, link in enumerate(links, 1)
    )


@pytest.mark.parametrize(
    ("query", "section", "found"),
    [
        ({"payments": "FAILED"}, "payments", ["pi_1_2"]),
        ({"invoices": "VOID"}, "invoices", ["CUS_1-0002"]),
        ({"payments": "CANCELED"}, "payments", []),
        ({"invoices": "UNCOLLECTIBLE"}, "invoices", []),
    ],
)
async def test_a_section_is_filtered_by_status(
    operator: Operator, database: Database, query: dict[str, str], section: str, found: list[str]
) -> None:
    ada = make_customer()
    payments = [make_payment(ada, 1), make_payment(ada, 2, status=PaymentIntentStatus.FAILED)]
    await save(database, ada, payments, [make_invoice(ada, 1), make_invoice(ada, 2, status=InvoiceStatus.VOID)])

    page = await operator.open(ADA, **query)

    assert [row[0] for row in page.rows(section)] == found
    assert page.tree.xpath(f"//select[@name='{section}']/option[@selected]/@value") == [query[section]]


async def test_sections_keep_each_others_filter_and_place(operator: Operator, database: Database) -> None:
    ada = make_customer()
    numbers = range(1, 46)
    await save(database, ada, [make_payment(ada, n) for n in numbers], [make_invoice(ada, n) for n in numbers])

    page = await operator.open(ADA, payments="SUCCEEDED")
    page = await operator.open((page.link("Older →", "payments") or "").partition("#")[0])
    page = await operator.open((page.link("Older →", "invoices") or "").partition("#")[0])
    kept = page.fields("//form[@data-live='invoices']")
    filtered = await operator.open(ADA, **kept | {"invoices": "PAID"})

    assert [row[0] for row in page.rows("payments")] == [f"pi_1_{number}" for number in range(21, 41)]
    assert [row[0] for row in page.rows("invoices")] == [f"CUS_1-{number:04}" for number in range(21, 41)]
    assert set(kept) == {"payments", "payments_after", "invoices"}
    assert [row[0] for row in filtered.rows("payments")] == [f"pi_1_{number}" for number in range(21, 41)]
    assert [row[0] for row in filtered.rows("invoices")] == [f"CUS_1-{number:04}" for number in range(1, 21)]


@pytest.mark.parametrize(
    "query",
    [
        {"payments": "paid"},
        {"invoices": "SUCCEEDED"},
        {"payments_after": "nonsense"},
        {"invoices_before": "<script>"},
        {"activity_after": "bm9uc2Vuc2U"},
    ],
)
async def test_an_address_that_asks_what_cant_be_is_told_so(
    operator: Operator, database: Database, query: dict[str, str]
) -> None:
    await save(database, make_customer())

    page = await operator.open(ADA, **query)

    assert page.status == 400
    assert page.text("//h1") == "This page can’t be shown"


async def test_a_cursor_of_another_list_or_customer_is_of_no_use_elsewhere(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    await save(database, ada, [make_payment(ada, n) for n in range(1, 22)], [make_invoice(ada, 1)])
    older = (await operator.open(ADA)).link("Older →", "payments") or ""
    cursor = older.partition("payments_after=")[2].partition("#")[0]

    page = await operator.open(f"{ADA}?invoices_after={cursor}")

    assert page.status == 400


async def test_unknown_foreign_and_other_modes_customers_look_exactly_the_same(
    operator: Operator, database: Database
) -> None:
    await save(database, make_project(id="prj_2", name="Another"))
    await save(database, *make_one_of_each(1, live_mode=False), *make_one_of_each(2, project_id="prj_2"))

    pages = [
        await operator.open(f"/dashboard/customers/{path}")
        for path in ("cus_none", "cus_1", "cus_2", "cus_1/subscriptions/sub_1_1/cancel", "a%2Fb", "%00")
    ]

    assert {page.status for page in pages} == {404}
    assert len({page.text("//main") for page in pages}) == 1
    assert "Northwind has no customer with this ID in live data." in pages[0].text("//main")


async def test_the_test_modes_page_shows_test_data_alone_and_its_links_stay_there(
    operator: Operator, database: Database
) -> None:
    await save(database, *make_one_of_each(1), *make_one_of_each(2, live_mode=False))

    page = await operator.open("/dashboard/test/customers/cus_2")

    assert (page.status, page.text("//h1")) == (200, "Customer 2")
    assert page.link("← Customers") == "/dashboard/test/customers"
    assert page.link("Cancel subscription") == "/dashboard/test/customers/cus_2/subscriptions/sub_2_1/cancel"
    assert page.texts("//*[@class='ribbon']") == ["Test data. Nothing here is charged."]


async def test_the_payment_of_another_customer_is_not_told_as_an_outcome(
    operator: Operator, database: Database
) -> None:
    await save(database, *make_one_of_each(1), *make_one_of_each(2))

    pages = [await operator.open(ADA, changed=changed) for changed in ("sub_2_1", "sub_none", "<b>")]

    assert [page.texts("//*[@id='outcome']") for page in pages] == [[], [], []]


async def test_a_payment_shows_what_became_of_its_money(operator: Operator, database: Database) -> None:
    ada = make_customer()
    refunded = {"amount_refunded": 1200, "refund_status": RefundStatus.FULL}
    parts = {"amount_received": 700, "amount_refunded": 200, "refund_status": RefundStatus.PARTIAL}
    payments = [
        make_payment(ada, 1),
        make_payment(ada, 2, **refunded),
        make_payment(ada, 3, **parts),
        make_payment(ada, 4, disputed=True, amount_disputed=1200),
    ]
    await save(database, ada, payments)

    page = await operator.open(ADA)

    assert [row[1:3] for row in page.rows("payments")] == [
        ["£12.00", "Succeeded"],
        ["£12.00 £12.00 refunded", "Succeeded Refunded"],
        ["£12.00 £7.00 received £2.00 refunded", "Succeeded Partly refunded"],
        ["£12.00 £12.00 disputed", "Succeeded Disputed"],
    ]
    assert figures(page) | {"Total paid": "£17.00", "Refunded": "£14.00", "Disputed": "£12.00"} == figures(page)


async def test_a_dispute_of_which_nothing_is_known_is_named_as_such(operator: Operator, database: Database) -> None:
    ada = make_customer()
    await save(database, ada, make_payment(ada, disputed=True, disputes_incomplete=True))

    page = await operator.open(ADA)

    assert page.texts("//ul[@class='problems']/li") == [
        "A payment is disputed, but it is not known how much is being withheld."
    ]


@pytest.mark.one_database
async def test_moments_and_amounts_in_the_activity_are_written_as_elsewhere_on_the_page(
    operator: Operator, database: Database
) -> None:
    ahead = {"cancel_at": later(9), "cancellation_requested_at": NOW}
    customer = make_customer()
    await save(database, customer, make_subscription(customer, **ahead), make_payment(customer, currency="USD"))
    zone = {"Cookie": "calmony_time_zone=America/New_York", "Accept-Language": "en-GB"}

    page, of_subscription = (
        await operator.open(ADA, zone),
        await operator.open("/dashboard/subscriptions/sub_1_1", zone),
    )

    told = "Subscription was scheduled to end on 1 Dec 2026, 07:00 EST."
    assert page.texts("//section[@id='activity']//li/p[1]")[0] == told
    assert told in of_subscription.texts("//ol[@class='timeline']/li/p[1]")
    assert "Payment of US$12.00 succeeded." in page.texts("//section[@id='activity']//li/p[1]")


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("", ["issued", "paid", "started", "succeeded"]),
        ("payments", ["succeeded"]),
        ("subscriptions", ["started"]),
        ("invoices", ["issued", "paid"]),
    ],
)
async def test_the_activity_is_narrowed_to_what_it_is_about(
    operator: Operator, database: Database, about: str, told: list[str]
) -> None:
    rows = make_one_of_each()
    await save(database, rows)

    page = await operator.open(ADA, activity=about, payments="SUCCEEDED")

    entries = page.texts("//section[@id='activity']//li/p[1]")
    assert (
        sorted(word for entry in entries for word in ("issued", "paid", "started", "succeeded") if word in entry)
        == told
    )
    assert len(entries) == len(told)
    assert page.tree.xpath("//select[@name='activity']/option[@selected]/@value") == ([about] if about else [])
    assert page.tree.xpath("//form[@data-live='activity']/input[@name='payments']/@value") == ["SUCCEEDED"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("others", "shown", "summary"),
    [
        (["CHF", "EUR"], ["USD", "CHF", "EUR"], []),
        (["CHF", "EUR", "GBP"], ["USD", "CHF", "EUR"], ["Paid in 1 more currency"]),
        (["CHF", "EUR", "GBP", "JPY"], ["USD", "CHF", "EUR"], ["Paid in 2 more currencies"]),
    ],
)
async def test_charts_of_many_currencies_unfold_and_the_customers_own_comes_first(
    operator: Operator, database: Database, others: list[str], shown: list[str], summary: list[str]
) -> None:
    ada = make_customer(currency="USD")
    payments = [make_payment(ada, nth, currency=currency) for nth, currency in enumerate(["USD", *others], 1)]
    await save(database, ada, payments)

    page = await operator.open("/dashboard/customers/cus_1")

    captions = page.texts("//figure[not(ancestor::details)]//caption")
    assert captions == [f"Paid in each month, {currency}" for currency in shown]
    assert page.texts("//details[@class='charts']/summary") == summary
    assert len(page.texts("//figure//caption")) == len(others) + 1
