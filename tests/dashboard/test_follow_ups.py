"""What followed on payments and invoices, what is charged next and with what: on a customer's page."""

from decimal import Decimal

import pytest

from dashboard.customer.charge_words import PAUSES, UNKNOWN_AMOUNTS
from dashboard.payment.follow_up_words import DISPUTES, REFUNDS
from models.billing.charge import ChargeStatus
from models.billing.credit_note import CreditNoteStatus
from models.billing.discount import Coupon, CouponDuration, Discount
from models.billing.dispute import DisputeStatus
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.refund import RefundState
from models.billing.subscription import PauseBehavior
from models.pricing.next_charge import ChargeUnknown
from models.values.instant import DAY
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.factories import (
    NOW,
    later,
    make_charge,
    make_credit_note,
    make_customer,
    make_dispute,
    make_invoice,
    make_item,
    make_method,
    make_payment,
    make_plan,
    make_product,
    make_refund,
    make_subscription,
    save,
    scope,
)

ADA = "/dashboard/customers/cus_1"


async def test_a_payment_tells_its_refunds_and_disputes_under_its_status(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    payment = make_payment(ada, amount=4900, amount_refunded=400, amount_disputed=1000, disputed=True)
    refunds = [
        make_refund(payment, 1, amount=400),
        make_refund(payment, 2, amount=300, status=RefundState.FAILED, failure_reason="lost_or_stolen_card"),
    ]
    dispute = make_dispute(payment, amount=1000, evidence_due_at=NOW + 3 * DAY)
    await save(database, ada, payment, refunds, dispute)

    page = await operator.open(ADA)

    (row,) = page.rows("payments")
    assert row[1] == "£49.00 £4.00 refunded"
    assert row[2] == (
        "Succeeded Disputed £4.00 refunded on 21 Nov 2026 "
        "Refund of £3.00 on 21 Nov 2026 failed (lost or stolen card) "
        "£10.00 disputed on 21 Nov 2026 (product not received): respond by 25 Nov 2026"
    )


@pytest.mark.parametrize(("captured", "told"), [(1, "succeeded"), (0, "authorised")])
async def test_a_payment_that_was_tried_more_than_once_lists_its_attempts(
    operator: Operator, database: Database, captured: int, told: str
) -> None:
    ada = make_customer()
    payment, single = make_payment(ada, 1), make_payment(ada, 2)
    attempts = [
        make_charge(payment, 1),
        make_charge(payment, 2, status=ChargeStatus.SUCCEEDED, amount_captured=captured),
        make_charge(single, 1, status=ChargeStatus.SUCCEEDED, failure_code=None, failure_message=None),
    ]
    await save(database, ada, payment, single, attempts)

    page = await operator.open(ADA)

    assert page.texts("//details[@class='attempts']/summary") == ["2 attempts"]
    assert page.texts("//details[@class='attempts']//li") == [
        "21 Nov 2026, 12:00 UTC: The account does not hold enough money.",
        f"21 Nov 2026, 12:00 UTC: {told}",
    ]


async def test_an_invoice_tells_how_often_it_was_tried_and_what_was_credited(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    late = {"status": InvoiceStatus.OPEN, "due_at": None}
    invoices = [
        make_invoice(ada, 1, attempt_count=1, next_attempt_at=later(2), **late),
        make_invoice(ada, 2, attempt_count=4, **late),
        make_invoice(ada, 3),
        make_invoice(ada, 4, attempt_count=1, next_attempt_at=later(-2), **late),
    ]
    notes = [
        make_credit_note(invoices[2], 1, reason="product_unsatisfactory"),
        make_credit_note(invoices[2], 2, status=CreditNoteStatus.VOID),
    ]
    await save(database, ada, invoices, notes)

    page = await operator.open(ADA)

    assert [row[2] for row in page.rows("invoices")] == [
        "Overdue Tried once; next attempt on 24 Nov 2026",
        "Overdue Tried 4 times; no further attempt is planned",
        "Paid CUS_1-0003-CN-01 · PDF · £2.00 credited on 19 Nov 2026 (product unsatisfactory)"
        " CUS_1-0003-CN-02 · PDF · £2.00, void",
        "Overdue Tried once; the next attempt was due on 20 Nov 2026",
    ]
    for note in notes:
        assert f"/credit-notes/{note.id}.pdf?token=" in page.answer.text


async def test_a_subscription_tells_its_next_charge_its_discounts_and_its_pause(
    operator: Operator, database: Database
) -> None:
    ada = make_customer()
    plan, metered = make_plan(), make_plan(2, is_metered=True, unit_amount=None, amount=None)
    coupon = Coupon(
        **scope(ada), id="SPRING", name="Spring offer", percent_off=Decimal(25), duration=CouponDuration.REPEATING
    )
    discount = Discount(**scope(ada), id="di_1", coupon_id="SPRING", ends_at=later(200))
    plain, cheaper = make_subscription(ada, 1), make_subscription(ada, 2, discount_ids=["di_1"])
    unknown = make_subscription(ada, 3)
    paused = make_subscription(ada, 4, pause_behavior=PauseBehavior.VOID, pause_resumes_at=later(90))
    items = [make_item(each, plan) for each in (plain, cheaper, paused)]
    items.append(make_item(unknown, metered, amount=None, quantity=None))
    await save(database, ada, coupon, discount, make_product(), [plan, metered])
    await save(database, [plain, cheaper, unknown, paused], items)

    page = await operator.open(ADA)

    rows = page.rows("subscriptions")
    assert [row[3] for row in rows[:3]] == [
        "12 Dec 2026 £15.00",
        "12 Dec 2026 £11.25",
        "12 Dec 2026 Amount depends on usage",
    ]
    assert rows[1][2] == "£15.00 / month Spring offer: 25% off until 10 Jun 2027"
    assert rows[3][1] == "Active Collection paused"
    assert rows[3][4] == "Not collected until 20 Feb 2027: invoices are voided"


async def test_payment_methods_say_which_is_the_default_and_which_have_ended(
    operator: Operator, database: Database
) -> None:
    ada, plan = make_customer(default_payment_method_id="pm_1_1"), make_plan()
    subscription = make_subscription(ada)
    methods = [
        make_method(ada, 1, is_default=1, expires_month=11, expires_year=2026),
        make_method(ada, 2, brand="amex", last4="0005", expires_month=10, expires_year=2026),
        make_method(ada, 3, type="sepa_debit", brand=None, last4="3000", expires_month=None, expires_year=None),
    ]
    await save(database, ada, make_product(), plan, subscription, make_item(subscription, plan), methods)

    page = await operator.open(ADA)

    assert page.rows("methods") == [
        ["Visa •••• 4242", "Default Expires before the next charge", "11/2026", "21 Nov 2026"],
        ["American Express •••• 0005", "Expired", "10/2026", "20 Nov 2026"],
        ["SEPA Direct Debit •••• 3000", "–", "–", "19 Nov 2026"],
    ]


async def test_the_profile_shows_credit_and_why_the_next_amount_is_not_known(
    operator: Operator, database: Database
) -> None:
    ada = make_customer(balances={"GBP": -500, "EUR": 300})
    plan, subscription = make_plan(is_metered=True, unit_amount=None, amount=None), make_subscription(ada)
    item = make_item(subscription, plan, amount=None, quantity=None)
    await save(database, ada, make_product(), plan, subscription, item)

    page = await operator.open(ADA)

    shown = dict(zip(page.texts("//dl[@class='figures']//dt"), page.texts("//dl[@class='figures']//dd"), strict=True))
    assert shown["Credit balance"] == "£5.00"
    assert shown["Balance owed"] == "€3.00"
    assert shown["Next charge"] == "12 Dec 2026 Amount depends on usage"


async def test_what_was_held_and_not_captured_is_not_called_refunded(operator: Operator, database: Database) -> None:
    payment = make_payment(make_customer(), amount=4900, amount_received=4500)
    charge = make_charge(payment, status=ChargeStatus.SUCCEEDED, amount_captured=4500)
    await save(database, make_customer(), payment, charge, make_refund(payment, amount=400, charge_id=charge.id))

    page = await operator.open(ADA)

    assert "refunded" not in " ".join(page.rows("payments")[0])


async def test_every_state_of_what_followed_has_words(operator: Operator, database: Database) -> None:
    ada = make_customer()
    payment = make_payment(ada, status=PaymentIntentStatus.SUCCEEDED)
    refunds = [make_refund(payment, number, status=status) for number, status in enumerate(RefundState, 1)]
    disputes = [make_dispute(payment, number, status=status) for number, status in enumerate(DisputeStatus, 1)]
    await save(database, ada, payment, refunds, disputes)

    page = await operator.open(ADA)

    told = page.texts("//section[@id='payments']//tbody//td[3]//span[@class='more']")
    assert len(set(told)) == len(RefundState) + len(DisputeStatus)
    for names, wordings in ((RefundState, REFUNDS), (DisputeStatus, DISPUTES)):
        assert set(wordings) == set(names)
    for names, wordings in ((ChargeUnknown, UNKNOWN_AMOUNTS), (PauseBehavior, PAUSES)):
        assert set(wordings) == set(names)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("until", "told"),
    [
        ([], []),
        (
            [-1, 3, None, 2],
            ["4 disputes need a response, the first by 24 Nov 2026, 12:00 UTC."],
        ),
        (
            [-1, 3, None],
            [
                "The dispute about £2.00 needs a response by 25 Nov 2026, 12:00 UTC.",
                "The dispute about £3.00 needs a response; it is not known by when.",
                "The deadline for responding to the dispute about £1.00 was 21 Nov 2026, 12:00 UTC.",
            ],
        ),
    ],
)
async def test_disputes_to_respond_to_are_the_first_problem_the_most_urgent_first(
    operator: Operator, database: Database, until: list[int | None], told: list[str]
) -> None:
    ada = make_customer()
    payments = [make_payment(ada, nth) for nth in range(1, len(until) + 3)]
    awaited = [
        make_dispute(payment, amount=100 * nth, evidence_due_at=None if day is None else NOW + day * DAY)
        for nth, (payment, day) in enumerate(zip(payments, until, strict=False), 1)
    ]
    over = make_dispute(payments[-1], status=DisputeStatus.LOST)
    await save(database, ada, payments, awaited, over, make_invoice(ada, status=InvoiceStatus.OPEN, due_at=NOW - DAY))

    page = await operator.open("/dashboard/customers/cus_1")

    problems = page.texts("//ul[@class='problems']/li")
    assert problems == [*told, "£12.00 overdue on invoices."]


@pytest.mark.one_database
async def test_an_enquiry_is_no_dispute_yet(operator: Operator, database: Database) -> None:
    ada = make_customer()
    payment = make_payment(ada)
    enquiry = make_dispute(payment, status=DisputeStatus.WARNING_NEEDS_RESPONSE, evidence_due_at=NOW + DAY)
    await save(database, ada, payment, enquiry)

    for path in ("/dashboard/customers/cus_1", f"/dashboard/payments/{payment.id}"):
        page = await operator.open(path)

        assert page.texts("//ul[@class='problems']/li") == [
            "The bank’s enquiry about £12.00 needs a response by 23 Nov 2026, 12:00 UTC."
        ]


@pytest.mark.one_database
@pytest.mark.parametrize(("paid", "shown"), [(1200, None), (1201, "£12.01 not all of it by payments known here")])
async def test_what_was_paid_on_invoices_is_shown_beside_the_payments_that_do_not_explain_it(
    operator: Operator, database: Database, paid: int, shown: str | None
) -> None:
    ada = make_customer()
    await save(database, ada, make_payment(ada, amount=1200), make_invoice(ada, total=paid))

    page = await operator.open(ADA)

    figures = dict(zip(page.texts("//dl[@class='figures']//dt"), page.texts("//dl[@class='figures']//dd"), strict=True))
    assert figures["Total paid"] == "£12.00"
    assert figures.get("Paid on invoices") == shown
