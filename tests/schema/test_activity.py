"""A customer's activity: each thing that happens has its entry, and nothing has two."""

from typing import Any

import pytest

from app.upkeep.scheduled_ends import write_ends
from models.access.viewer import Role
from models.billing.event import EventType
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import DAY
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_charge,
    make_customer,
    make_dispute,
    make_event,
    make_invoice,
    make_item,
    make_one_of_each,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_refund,
    make_subscription,
    save,
    save_subscription,
)

TIMELINE = '{ customer(id: "cus_1") { activity { nodes { at kind summary actor reason subject { id } } totalCount } } }'
CANCEL = "mutation C($i: CancelSubscriptionInput!) { cancelSubscription(input: $i) { userErrors { code } } }"
RESUME = 'mutation { resumeSubscription(input: {subscriptionId: "sub_1_1"}) { userErrors { code } } }'
CLUB = "Subscription to Coffee club"
STARTED = ("SUBSCRIPTION_STARTED", f"{CLUB} started.", None, None)
CANCELED = SubscriptionStatus.CANCELED


async def timeline(ask: Ask, **options: Any) -> list[dict[str, Any]]:
    answer = await ask(TIMELINE, **options)
    assert "errors" not in answer
    activity = answer["data"]["customer"]["activity"]
    assert activity["totalCount"] == len(activity["nodes"])
    nodes: list[dict[str, Any]] = activity["nodes"]
    return nodes


async def told(ask: Ask, **options: Any) -> list[tuple[Any, ...]]:
    return [
        tuple(node[name] for name in ("kind", "summary", "actor", "reason")) for node in await timeline(ask, **options)
    ]


@pytest.mark.parametrize(
    ("status", "kind", "summary"),
    [
        ("SUCCEEDED", "PAYMENT_SUCCEEDED", "Payment of £20.00 succeeded."),
        ("FAILED", "PAYMENT_FAILED", "Payment of £20.00 failed."),
        ("CANCELED", "PAYMENT_CANCELED", "Payment of £20.00 was cancelled."),
        ("PROCESSING", "PAYMENT_PENDING", "Payment of £20.00 is being processed."),
        ("REQUIRES_ACTION", "PAYMENT_PENDING", "Payment of £20.00 is waiting for the customer to confirm it."),
        ("REQUIRES_CAPTURE", "PAYMENT_PENDING", "Payment of £20.00 is authorised and waiting to be captured."),
        ("REQUIRES_CONFIRMATION", "PAYMENT_PENDING", "Payment of £20.00 is waiting to be confirmed."),
        ("REQUIRES_PAYMENT_METHOD", "PAYMENT_PENDING", "Payment of £20.00 is waiting for a payment method."),
    ],
)
async def test_a_payment_is_told_with_its_outcome(
    database: Database, ask: Ask, status: str, kind: str, summary: str
) -> None:
    payment = make_payment(make_customer(), amount=2000, status=PaymentIntentStatus(status))
    await save(database, make_project(), make_customer(), payment)

    assert await timeline(ask) == [
        {
            "at": "2026-11-21T12:00:00Z",
            "kind": kind,
            "summary": summary,
            "actor": None,
            "reason": None,
            "subject": {"id": "pi_1_1"},
        }
    ]


@pytest.mark.parametrize(
    ("failure", "summary", "reason"),
    [
        ({"failure_code": "expired_card"}, "failed: the card has expired.", "The card has expired."),
        ({"failure_message": "3D Secure failed."}, "failed: 3D Secure failed.", "3D Secure failed."),
        ({"failure_message": "SEPA said no."}, "failed: SEPA said no.", "SEPA said no."),
        ({"failure_code": "odd_one"}, "failed: odd one.", "Odd one."),
    ],
)
async def test_a_failed_payment_says_why(
    database: Database, ask: Ask, failure: dict[str, str], summary: str, reason: str
) -> None:
    payment = make_payment(make_customer(), currency="JPY", status=PaymentIntentStatus.FAILED, **failure)
    await save(database, make_project(), make_customer(), payment)

    assert await told(ask) == [("PAYMENT_FAILED", f"Payment of ¥1,200 {summary}", None, reason)]


async def test_a_payment_succeeded_with_what_was_captured(database: Database, ask: Ask) -> None:
    payment = make_payment(make_customer(), amount=2000, amount_received=1200)
    await save(database, make_project(), make_customer(), payment)

    assert await told(ask) == [("PAYMENT_SUCCEEDED", "Payment of £12.00 succeeded.", None, None)]


async def test_a_failure_that_a_payment_recovered_from_is_not_its_reason(database: Database, ask: Ask) -> None:
    payment = make_payment(make_customer(), failure_code="expired_card")
    await save(database, make_project(), make_customer(), payment)

    assert await told(ask) == [("PAYMENT_SUCCEEDED", "Payment of £12.00 succeeded.", None, None)]


async def test_each_moment_of_an_invoice_is_told(database: Database, ask: Ask) -> None:
    customer = make_customer()
    invoices = [
        make_invoice(customer, 1, issued_at=later(-9), paid_at=later(-8)),
        make_invoice(customer, 2, status=InvoiceStatus.VOID, number=None, issued_at=later(-7), voided_at=later(-6)),
        make_invoice(customer, 3, status=InvoiceStatus.DRAFT, issued_at=None),
        make_invoice(customer, 4, status=InvoiceStatus.UNCOLLECTIBLE, issued_at=None, uncollectible_at=later(-5)),
    ]
    await save(database, make_project(), customer, invoices)

    entries = await timeline(ask)

    assert [(entry["at"][:10], entry["kind"], entry["summary"], entry["subject"]["id"]) for entry in entries] == [
        ("2026-11-17", "OTHER", "Invoice CUS_1-0004 for £12.00 was marked as uncollectible.", "in_1_4"),
        ("2026-11-16", "INVOICE_VOIDED", "Invoice for £12.00 was voided.", "in_1_2"),
        ("2026-11-15", "INVOICE_ISSUED", "Invoice for £12.00 was issued.", "in_1_2"),
        ("2026-11-14", "INVOICE_PAID", "Invoice CUS_1-0001 for £12.00 was paid.", "in_1_1"),
        ("2026-11-13", "INVOICE_ISSUED", "Invoice CUS_1-0001 for £12.00 was issued.", "in_1_1"),
    ]


CANCELED_HERE = (
    "SUBSCRIPTION_CANCELED",
    f"{CLUB} was cancelled.",
    "Back office",
    "Too expensive: They moved on.",
)
SCHEDULED_HERE = (
    "SUBSCRIPTION_CANCELLATION_SCHEDULED",
    f"{CLUB} was scheduled to end on 12 Dec 2026, 12:00 UTC.",
    "Back office",
    "Unused",
)


async def test_a_cancellation_made_here_is_told_once(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    given = {"subscriptionId": "sub_1_1", "reason": "TOO_EXPENSIVE", "comment": "They moved on."}

    await ask(CANCEL, {"i": given})

    assert await told(ask) == [CANCELED_HERE, STARTED]


async def test_a_cancellation_scheduled_and_taken_back_here_is_told_in_two_entries(
    database: Database, ask: Ask
) -> None:
    await save_subscription(database)
    given = {"subscriptionId": "sub_1_1", "timing": "AT_PERIOD_END", "reason": "UNUSED"}

    await ask(CANCEL, {"i": given})
    scheduled = await told(ask)
    await ask(RESUME, now=NOW + 1)
    resumed = await told(ask)

    taken_back = f"{CLUB} will continue: its scheduled cancellation was withdrawn."
    assert scheduled == [SCHEDULED_HERE, STARTED]
    assert resumed == [("SUBSCRIPTION_RESUMED", taken_back, "Back office", None), SCHEDULED_HERE, STARTED]


async def change(database: Database, **columns: Any) -> None:
    """Changes the row as an import of a newer state would."""
    async with database.sessions() as session, session.begin():
        subscription = await session.get_one(Subscription, ("prj_1", True, "sub_1_1"))
        for name, value in columns.items():
            setattr(subscription, name, value)


async def test_a_cancellation_made_here_is_told_once_after_the_platform_told_of_it_too(
    database: Database, ask: Ask
) -> None:
    await save_subscription(database)

    await ask(CANCEL, {"i": {"subscriptionId": "sub_1_1"}})
    await change(database, ended_at=NOW + 2 * DAY, cancellation_requested_at=NOW + DAY, cancellation_requested_by=None)

    assert [kind for kind, *_ in await told(ask)] == ["SUBSCRIPTION_CANCELED", "SUBSCRIPTION_STARTED"]


async def test_an_end_scheduled_here_is_told_when_the_platform_brings_it(database: Database, ask: Ask) -> None:
    await save_subscription(database)

    await ask(CANCEL, {"i": {"subscriptionId": "sub_1_1", "timing": "AT_PERIOD_END", "reason": "UNUSED"}})
    await change(
        database,
        status=CANCELED,
        cancel_at=None,
        canceled_at=NOW + 5,
        cancellation_requested_at=NOW + 5,
        cancellation_requested_by=None,
        ended_at=later(20),
    )

    assert await told(ask) == [("SUBSCRIPTION_ENDED", f"{CLUB} ended.", None, None), SCHEDULED_HERE, STARTED]


async def test_a_cancellation_elsewhere_after_one_taken_back_here_is_told(database: Database, ask: Ask) -> None:
    await save_subscription(database)

    await ask(CANCEL, {"i": {"subscriptionId": "sub_1_1", "timing": "AT_PERIOD_END", "reason": "UNUSED"}})
    await ask(RESUME, now=NOW + 1)
    await change(database, cancel_at=later(9), cancellation_requested_at=NOW + 2)

    assert [summary for _, summary, *_ in await told(ask)] == [
        f"{CLUB} was scheduled to end on 1 Dec 2026, 12:00 UTC.",
        f"{CLUB} will continue: its scheduled cancellation was withdrawn.",
        f"{CLUB} was scheduled to end on 12 Dec 2026, 12:00 UTC.",
        f"{CLUB} started.",
    ]


async def test_what_was_canceled_here_and_goes_on_elsewhere_is_told_when_it_ends(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await ask(CANCEL, {"i": {"subscriptionId": "sub_1_1"}})
    revived = {"status": SubscriptionStatus.ACTIVE, "canceled_at": None, "ended_at": None}
    requested = {"cancel_at": later(9), "cancellation_requested_at": later(1), "cancellation_requested_by": None}
    await change(database, **revived, **requested, cancellation_reason=None)
    entries = [
        (SCHEDULED_HERE[0], f"{CLUB} was scheduled to end on 1 Dec 2026, 12:00 UTC.", None, None),
        ("SUBSCRIPTION_CANCELED", f"{CLUB} was cancelled.", "Back office", None),
        STARTED,
    ]

    assert await told(ask, now=later(2)) == entries
    assert await told(ask, now=later(9)) == [ENDED, *entries]
    await write_ends(database, later(9))
    assert await told(ask, now=later(10)) == [ENDED, *entries]


SCHEDULED = (
    "SUBSCRIPTION_CANCELLATION_SCHEDULED",
    f"{CLUB} was scheduled to end on 20 Nov 2026, 12:00 UTC.",
    None,
    "Unused",
)
SCHEDULED_LATER = (SCHEDULED[0], f"{CLUB} was scheduled to end on 24 Nov 2026, 12:00 UTC.", None, "Unused")
ENDED = ("SUBSCRIPTION_ENDED", f"{CLUB} ended.", None, None)


@pytest.mark.parametrize(
    ("imported", "entries"),
    [
        ({"cancel_at": later(2), "cancellation_requested_at": NOW}, [SCHEDULED_LATER, STARTED]),
        ({"cancel_at": later(-2), "cancellation_requested_at": later(-9)}, [ENDED, SCHEDULED, STARTED]),
        (
            {"status": CANCELED, "ended_at": later(-2), "cancellation_requested_at": later(-9)},
            [ENDED, SCHEDULED, STARTED],
        ),
        (
            {"status": CANCELED, "ended_at": NOW, "cancellation_requested_at": NOW, "cancellation_comment": " Bye "},
            [("SUBSCRIPTION_CANCELED", f"{CLUB} was cancelled.", None, "Unused: Bye"), STARTED],
        ),
        ({"status": CANCELED, "ended_at": NOW}, [ENDED, STARTED]),
        (
            {"status": SubscriptionStatus.INCOMPLETE_EXPIRED, "ended_at": NOW},
            [("SUBSCRIPTION_ENDED", f"{CLUB} expired before its first payment.", None, None), STARTED],
        ),
        ({"status": SubscriptionStatus.PAST_DUE}, [STARTED]),
    ],
    ids=[
        "scheduled",
        "its end has come",
        "scheduled and ended",
        "canceled",
        "ended by the platform",
        "expired",
        "past due",
    ],
)
async def test_what_was_imported_of_a_subscription_is_told(
    database: Database, ask: Ask, imported: dict[str, Any], entries: list[Any]
) -> None:
    await save_subscription(database, created_at=later(-30), cancellation_reason="UNUSED", **imported)

    assert await told(ask) == entries


async def test_a_subscription_without_items_and_an_unknown_event_are_told_too(database: Database, ask: Ask) -> None:
    customer = make_customer()
    subscription = make_subscription(customer)
    events = [
        make_event(subscription, id="evt_1", type="subscription.trial_extended", created_at=NOW, comment="As asked."),
        make_event(subscription, id="evt_2", type=EventType.SUBSCRIPTION_CANCELLATION_SCHEDULED, created_at=NOW - 1),
    ]
    await save(database, make_project(), customer, subscription, events)

    assert await told(ask) == [
        ("OTHER", "Subscription trial extended.", "Back office", "As asked."),
        ("SUBSCRIPTION_CANCELLATION_SCHEDULED", "Subscription was scheduled to end.", "Back office", None),
        ("SUBSCRIPTION_STARTED", "Subscription started.", None, None),
    ]


async def test_a_customer_is_told_neither_who_acted_nor_what_was_said_about_it(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await ask(CANCEL, {"i": {"subscriptionId": "sub_1_1", "reason": "UNUSED", "comment": "A nuisance"}})
    comment = '{ subscription(id: "sub_1_1") { cancellation { requestedBy reason comment } } }'

    answer = await ask(TIMELINE, role=Role.CUSTOMER, customer_id="cus_1")
    cancellation = await ask(comment, role=Role.CUSTOMER, customer_id="cus_1")
    of_an_operator = await ask(TIMELINE)

    nodes = answer["data"]["customer"]["activity"]["nodes"]
    assert [(node["kind"], node["actor"], node["reason"]) for node in nodes] == [
        ("SUBSCRIPTION_CANCELED", None, "Unused"),
        ("SUBSCRIPTION_STARTED", None, None),
    ]
    assert cancellation["data"]["subscription"]["cancellation"] == {
        "requestedBy": None,
        "reason": "UNUSED",
        "comment": None,
    }
    assert "A nuisance" in str(of_an_operator)


async def test_each_subject_is_what_it_happened_to(database: Database, ask: Ask) -> None:
    await save(database, make_project(), *make_one_of_each())
    query = """{ customer(id: "cus_1") { activity { nodes { id subject {
      __typename ... on Invoice { number } ... on PaymentIntent { status } ... on BillingSubscription { quantity }
    } } } } }"""

    answer = await ask(query)

    nodes = {node["id"]: node["subject"] for node in answer["data"]["customer"]["activity"]["nodes"]}
    invoice = {"__typename": "Invoice", "number": "CUS_1-0001"}
    assert nodes == {
        "payment:pi_1_1": {"__typename": "PaymentIntent", "status": "SUCCEEDED"},
        "issue:in_1_1": invoice,
        "invoice_payment:in_1_1": invoice,
        "start:sub_1_1": {"__typename": "BillingSubscription", "quantity": 1},
    }


async def test_pages_follow_one_another_through_their_cursors(database: Database, ask: Ask) -> None:
    await save(database, make_project(), *make_one_of_each())
    query = """query P($a: String, $b: String, $f: Int, $l: Int) { customer(id: "cus_1") {
      activity(first: $f, last: $l, after: $a, before: $b) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
      }
    } }"""

    async def page(**arguments: Any) -> Any:
        return (await ask(query, arguments))["data"]["customer"]["activity"]

    everything = await page()
    first = await page(f=3)
    second = await page(f=3, a=first["pageInfo"]["endCursor"])
    back = await page(l=3, b=second["pageInfo"]["startCursor"])

    assert first["edges"] + second["edges"] == everything["edges"]
    assert back["edges"] == first["edges"]
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    assert [everything["totalCount"], second["totalCount"]] == [4, 4]


@pytest.mark.parametrize(
    ("selection", "statements"),
    [
        ("nodes { summary }", 1),
        ("totalCount", 1),
        ("nodes { subject { id } }", 4),
        ("nodes { subject { ... on BillingSubscription { plan { name } } ... on Invoice { total { decimal } } } }", 5),
    ],
)
async def test_each_level_of_the_activity_is_one_statement(
    database: Database, queries: QueryLog, ask: Ask, selection: str, statements: int
) -> None:
    await save(database, make_project(), *(row for number in range(1, 9) for row in make_one_of_each(number)))
    counts = []

    for first in (1, 4, 8):
        queries.clear()
        answer = await ask(
            f"query Q($n: Int!) {{ customers(first: $n) {{ nodes {{ activity {{ {selection} }} }} }} }}", {"n": first}
        )
        assert "errors" not in answer
        counts.append(len(queries))

    assert counts == [statements + 1] * 3


@pytest.mark.one_database
@pytest.mark.parametrize(("total", "text"), [(-2500, "-£25.00"), (0, "£0.00")])
async def test_what_nobody_had_to_pay_is_not_told_as_paid(database: Database, ask: Ask, total: int, text: str) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, number="R-1", total=total, issued_at=later(-9), paid_at=later(-8))
    await save(database, make_project(), customer, invoice)

    assert [(entry["kind"], entry["summary"]) for entry in await timeline(ask)] == [
        ("INVOICE_PAID", f"Invoice R-1 for {text} was settled."),
        ("INVOICE_ISSUED", f"Invoice R-1 for {text} was issued."),
    ]


async def test_what_happened_in_one_moment_is_told_as_it_happened(database: Database, ask: Ask) -> None:
    customer, at = make_customer(), {"created_at": NOW}
    subscription = make_subscription(customer, **at)
    invoice = make_invoice(customer, **at, status=InvoiceStatus.PAID, number="R-1", issued_at=NOW, paid_at=NOW)
    failed = make_payment(customer, 1, **at, status=PaymentIntentStatus.CANCELED)
    succeeded = make_payment(customer, 2, **at)
    tried = make_charge(failed, **at)
    await save(database, make_project(), customer, subscription, invoice, [failed, succeeded], tried)
    await save(database, make_refund(succeeded, **at), make_dispute(succeeded, **at))

    summaries = [summary.split(":")[0] for _, summary, *_ in await told(ask)]

    assert summaries[::-1] == [
        "Subscription started.",
        "Invoice R-1 for £12.00 was issued.",
        "An attempt to take £12.00 failed",
        "Payment of £12.00 was cancelled.",
        "Payment of £12.00 succeeded.",
        "Invoice R-1 for £12.00 was paid.",
        "A refund of £2.00 was issued.",
        "The customer’s bank disputed £12.00",
    ]


async def test_a_subscription_is_told_with_each_of_its_products_once(database: Database, ask: Ask) -> None:
    customer, names = make_customer(), ["Coffee club", "Mugs", 'Tea "Two"', "Mugs"]
    plans = [make_plan(at, product_name=name) for at, name in enumerate(names)]
    several, two, none = (make_subscription(customer, number) for number in (1, 2, 3))
    items = [make_item(several, plan, at) for at, plan in enumerate(plans)]
    others = [make_item(two, plan, at) for at, plan in enumerate(plans[1:3])]
    await save(database, make_project(), customer, make_product(), plans, several, two, none, items, others)

    assert [summary for _, summary, *_ in await told(ask)] == [
        'Subscription to Coffee club, Mugs and Tea "Two" started.',
        'Subscription to Mugs and Tea "Two" started.',
        "Subscription started.",
    ]
