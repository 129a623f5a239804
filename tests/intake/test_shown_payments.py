"""What is told of payments that were imported: what came in, what went back, what was tried, and who owes."""

import itertools
from typing import Any

import pytest

from tests.asking import Ask
from tests.intake.conftest import Take
from tests.intake.stripe_objects import (
    CREATED,
    StripeObject,
    make_charge,
    make_customer,
    make_dispute,
    make_event,
    make_invoice,
    make_link,
    make_method,
    make_payment,
    make_price,
    make_product,
    make_refund,
    make_subscription,
)

PAYMENT = """{ paymentIntent(id: "pi_1") {
  amount { amountMinor } amountReceived { amountMinor } amountRefunded { amountMinor } refundStatus disputed status
} }"""


def make_large_payment(**overrides: Any) -> StripeObject:
    return make_payment(amount=10_000, amount_received=10_000, invoice=None, latest_charge="ch_1", **overrides)


def make_large_charge(charge_id: str = "ch_1", **overrides: Any) -> StripeObject:
    values = {"amount": 10_000, "amount_captured": 10_000, "created": CREATED}
    return make_charge(charge_id, **values | overrides)


def make_large_refund(refund_id: str = "re_1", **overrides: Any) -> StripeObject:
    return make_refund(refund_id, **{"amount": 2_000} | overrides)


async def ask_payment(ask: Ask) -> tuple[int, int, int, str, bool]:
    answer = await ask(PAYMENT)
    shown = answer["data"]["paymentIntent"]
    asked, received, refunded = (shown[name]["amountMinor"] for name in ("amount", "amountReceived", "amountRefunded"))
    return asked, received, refunded, shown["refundStatus"], shown["disputed"]


@pytest.mark.parametrize(
    ("payment", "objects", "expected"),
    [
        ({}, [make_large_charge()], (10_000, 10_000, 0, "NONE", False)),
        # Captured in part: the rest was released, not refunded.
        (
            {"amount_received": 6_000},
            [make_large_charge(amount_captured=6_000, amount_refunded=4_000)],
            (10_000, 6_000, 0, "NONE", False),
        ),
        # The platform writes down a refund of what it releases.
        (
            {"amount_received": 6_000},
            [
                make_large_charge(amount_captured=6_000, amount_refunded=5_000),
                make_large_refund(amount=4_000),
                make_large_refund("re_2", amount=1_000),
            ],
            (10_000, 6_000, 1_000, "PARTIAL", False),
        ),
        (
            {"status": "canceled", "amount_received": 0},
            [make_large_charge(amount_captured=0, amount_refunded=10_000), make_large_refund(amount=10_000)],
            (10_000, 0, 0, "NONE", False),
        ),
        # A charge from before it was captured does not make a refund a release.
        (
            {},
            [make_large_charge(amount_captured=0), make_large_refund(amount=10_000)],
            (10_000, 10_000, 10_000, "FULL", False),
        ),
        # More was captured than was authorized.
        (
            {"amount_received": 12_000},
            [make_large_charge(amount_captured=12_000, amount_refunded=3_000)],
            (10_000, 12_000, 3_000, "PARTIAL", False),
        ),
        # A payment from before its charge succeeded.
        (
            {"status": "processing", "amount_received": 0},
            [make_large_charge(amount_refunded=2_000)],
            (10_000, 10_000, 2_000, "PARTIAL", False),
        ),
        ({}, [make_large_charge(amount_refunded=10_000)], (10_000, 10_000, 10_000, "FULL", False)),
        (
            {},
            [make_large_charge(amount_refunded=2_000), make_large_refund(charge=None, payment_intent="pi_1")],
            (10_000, 10_000, 2_000, "PARTIAL", False),
        ),
        (
            {},
            [make_large_charge(amount_refunded=2_000), make_large_refund()],
            (10_000, 10_000, 2_000, "PARTIAL", False),
        ),
        # A refund that failed gave nothing back; one on its way did.
        (
            {},
            [make_large_charge(amount_refunded=2_000), make_large_refund(status="failed", failure_reason="unknown")],
            (10_000, 10_000, 0, "NONE", False),
        ),
        ({}, [make_large_charge(), make_large_refund(status="pending")], (10_000, 10_000, 2_000, "PARTIAL", False)),
        # Disputed: told by the charge alone, or by the dispute, which may have been won.
        ({}, [make_large_charge(disputed=True)], (10_000, 10_000, 0, "NONE", True)),
        ({}, [make_large_charge(disputed=True), make_dispute()], (10_000, 10_000, 0, "NONE", True)),
        ({}, [make_large_charge(disputed=True), make_dispute(status="won")], (10_000, 10_000, 0, "NONE", False)),
        (
            {},
            [make_large_charge(disputed=True), make_dispute(status="warning_needs_response")],
            (10_000, 10_000, 0, "NONE", False),
        ),
    ],
)
async def test_a_payment_tells_what_came_in_went_back_and_is_disputed(
    take: Take, ask: Ask, payment: dict[str, Any], objects: list[StripeObject], expected: tuple[Any, ...]
) -> None:
    await take(make_customer(), make_large_payment() | payment, *objects)

    assert await ask_payment(ask) == expected


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_the_parts_of_a_payment_come_in_any_order_and_in_any_number_of_inputs(
    take: Take, ask: Ask, order: tuple[int, ...]
) -> None:
    charge = make_large_charge(amount_refunded=10_000, payment_method="pm_1")
    objects = [make_large_payment(payment_method="pm_1"), charge, make_large_refund(amount=10_000), make_method()]
    await take(make_customer())

    for index in order:
        await take(objects[index])

    answer = await ask("""{ customer(id: "cus_1") {
      totals { net { amountMinor } refunded { amountMinor } }
      paymentIntents { nodes { refundStatus paymentMethod { brand last4 } refunds { nodes { id } } } }
      paymentMethods { nodes { id isDefault } }
    } }""")
    assert answer["data"]["customer"] == {
        "totals": [{"net": {"amountMinor": 0}, "refunded": {"amountMinor": 10_000}}],
        "paymentIntents": {
            "nodes": [
                {
                    "refundStatus": "FULL",
                    "paymentMethod": {"brand": "visa", "last4": "4242"},
                    "refunds": {"nodes": [{"id": "re_1"}]},
                }
            ]
        },
        "paymentMethods": {"nodes": [{"id": "pm_1", "isDefault": False}]},
    }


async def test_charges_stand_for_a_payment_until_it_comes(take: Take, ask: Ask) -> None:
    declined = make_large_charge("ch_0", status="failed", amount_captured=0, failure_code="card_declined")
    charged = make_large_charge(amount_refunded=2_000, created=CREATED + 60)
    shown, reports = [], []

    for objects in ([make_customer(), declined], [charged], [charged], [make_large_payment(description="Real")]):
        reports.append(await take(*objects))
        answer = await ask("""{ customer(id: "cus_1") { totals { net { amountMinor } }
          paymentIntents { nodes { id status description failure { code } attempts { id } } } } }""")
        customer = answer["data"]["customer"]
        [totals], [payment] = customer["totals"], customer["paymentIntents"]["nodes"]
        code = payment["failure"] and payment["failure"]["code"]
        attempts = len(payment["attempts"])
        shown.append((totals["net"]["amountMinor"], payment["status"], payment["description"], code, attempts))

    assert shown == [
        (0, "FAILED", None, "card_declined", 1),
        (8_000, "SUCCEEDED", None, None, 2),
        (8_000, "SUCCEEDED", None, None, 2),
        (8_000, "SUCCEEDED", "Real", None, 2),
    ]
    assert [report["created"].get("payment_intent") for report in reports] == [None, None, None, 1]
    assert [len(report["notes"]) for report in reports] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("charge", "status"),
    [
        ({"status": "pending", "amount_captured": 0}, "PROCESSING"),
        ({"amount_captured": 0}, "REQUIRES_CAPTURE"),
        ({"amount_captured": 0, "amount_refunded": 10_000}, "CANCELED"),
    ],
)
async def test_a_payment_known_by_its_charges_alone_has_the_status_of_the_newest(
    take: Take, ask: Ask, charge: dict[str, Any], status: str
) -> None:
    await take(make_customer(), make_large_charge(**charge))

    assert (await ask(PAYMENT))["data"]["paymentIntent"] == {
        "amount": {"amountMinor": 10_000},
        "amountReceived": {"amountMinor": 0},
        "amountRefunded": {"amountMinor": 0},
        "refundStatus": "NONE",
        "disputed": False,
        "status": status,
    }


@pytest.mark.parametrize("default_first", [True, False])
async def test_the_default_payment_method_is_known_whichever_comes_first(
    take: Take, ask: Ask, default_first: bool
) -> None:
    customer = make_customer(invoice_settings={"default_payment_method": "pm_1"})
    methods = [make_method(f"pm_{number}", created=CREATED + number) for number in (1, 2, 3)]
    for objects in ([customer], methods) if default_first else (methods, [customer]):
        await take(*objects)

    answer = await ask('{ customer(id: "cus_1") { paymentMethods { nodes { id isDefault } } } }')

    shown = [(node["id"], node["isDefault"]) for node in answer["data"]["customer"]["paymentMethods"]["nodes"]]
    assert shown == [("pm_1", True), ("pm_3", False), ("pm_2", False)]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ({"code": "card_declined", "decline_code": "lost_card"}, ("lost_card", False)),
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, ("insufficient_funds", True)),
        ({"code": "card_declined", "decline_code": "generic_decline"}, ("generic_decline", None)),
        ({"code": "expired_card"}, ("expired_card", False)),
    ],
)
async def test_a_failure_tells_the_finer_code_and_whether_the_card_may_be_tried_again(
    take: Take, ask: Ask, error: dict[str, Any], failure: tuple[str, bool | None]
) -> None:
    said = {"type": "card_error", "message": "Your card was declined.", **error}
    await take(make_customer(), make_payment(invoice=None, status="requires_payment_method", last_payment_error=said))

    answer = await ask('{ paymentIntent(id: "pi_1") { failure { code message mayRetry } } }')

    code, may_retry = failure
    assert answer["data"]["paymentIntent"]["failure"] == {
        "code": code,
        "message": "Your card was declined.",
        "mayRetry": may_retry,
    }


@pytest.mark.parametrize("by_link", [True, False])
async def test_a_payment_finds_its_invoice_by_an_object_of_its_own_or_within_the_invoice(
    take: Take, ask: Ask, by_link: bool
) -> None:
    link = make_link()
    within = {} if by_link else {"payments": {"object": "list", "has_more": False, "data": [link]}}
    await take(make_customer(), make_invoice(status="paid", **within), make_payment(invoice=None))
    if by_link:
        await take(link)

    answer = await ask('{ paymentIntent(id: "pi_1") { invoice { id } } }')

    assert answer["data"]["paymentIntent"]["invoice"] == {"id": "in_1"}


async def test_a_debt_outlives_its_subscription(take: Take, ask: Ask) -> None:
    tried = {"due_date": None, "attempted": True, "attempt_count": 4, "next_payment_attempt": None}
    canceled = make_subscription(status="canceled", canceled_at=CREATED + 9, ended_at=CREATED + 9)
    invoice = make_invoice(subscription="sub_1", collection_method="charge_automatically", **tried)
    await take(make_customer(), make_product(), make_price(), canceled, invoice)

    answer = await ask("""{ customer(id: "cus_1") { delinquent totals { overdue { amountMinor } }
      invoices { nodes { overdue attemptCount nextAttemptAt } } } }""")

    assert answer["data"]["customer"] == {
        "delinquent": True,
        "totals": [{"overdue": {"amountMinor": 5700}}],
        "invoices": {"nodes": [{"overdue": True, "attemptCount": 4, "nextAttemptAt": None}]},
    }


@pytest.mark.parametrize("payment_first", [True, False])
async def test_an_invoice_whose_charge_is_under_way_is_not_late_until_that_has_failed(
    take: Take, ask: Ask, payment_first: bool
) -> None:
    invoice = make_invoice(due_date=None, attempted=True, attempt_count=1)
    payment = make_payment(status="processing", invoice="in_1")
    late = []
    await take(make_customer(), *([payment, invoice] if payment_first else [invoice]))
    if not payment_first:
        await take(payment)

    for _ in range(2):
        answer = await ask('{ customer(id: "cus_1") { delinquent invoices { nodes { overdue } } } }')
        late.append((answer["data"]["customer"]["delinquent"], answer["data"]["customer"]["invoices"]["nodes"]))
        failed = make_payment(status="requires_payment_method", invoice="in_1", last_payment_error={"code": "x"})
        await take(make_event(failed, CREATED + 9_000_000))

    assert late == [(False, [{"overdue": False}]), (True, [{"overdue": True}])]
