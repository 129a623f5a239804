"""A payment's page: its figures, attempts, refunds, disputes and invoice."""

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.wording.decline_advice import ADVICE
from models.access.project import Project
from models.billing.charge import ChargeStatus
from models.billing.declines import GENERAL_WORDING, TRYING_AGAIN_IS_NO_USE, WITHHELD, WORDING
from models.billing.dispute import DisputeStatus
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus, RefundStatus
from models.billing.refund import RefundState
from models.values.instant import DAY
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.factories import (
    NOW,
    make_charge,
    make_customer,
    make_dispute,
    make_invoice,
    make_payment,
    make_project,
    make_refund,
    save,
)

__all__ = ["log_lines"]

PAGE = "/dashboard/payments/pi_1_1"
FIGURES = "//dl[@class='figures']/div"


async def store(database: Database, number_of_each: int = 1, **overrides: Any) -> PaymentIntent:
    """A payment for an invoice with so many attempts, refunds and disputes."""
    customer = make_customer(name="Ada <Lovelace>")
    invoice = make_invoice(customer, number="R-1")
    payment = make_payment(customer, **{"invoice_id": invoice.id} | overrides)
    numbers = range(1, number_of_each + 1)
    await save(
        database,
        customer,
        invoice,
        payment,
        [make_charge(payment, number, risk_level="elevated") for number in numbers],
        [make_refund(payment, number, reason="requested_by_customer") for number in numbers],
        [make_dispute(payment, number, amount=500, evidence_due_at=NOW + 3 * DAY) for number in numbers],
    )
    return payment


async def test_it_tells_what_came_in_and_what_went_back(
    database: Database, project: Project, operator: Operator
) -> None:
    money = {"amount_refunded": 200, "refund_status": RefundStatus.PARTIAL, "amount_disputed": 500, "disputed": True}
    await store(database, **money)

    page = await operator.open(PAGE)

    assert page.text("//h1") == "Payment of £12.00"
    assert page.texts(FIGURES) == [
        "Requested £12.00",
        "Received £12.00",
        "Refunded £2.00",
        "Disputed £5.00",
        "Kept £5.00",
    ]
    assert page.texts("//header//span[@class='badges']/span") == ["Succeeded", "Partly refunded", "Disputed"]
    assert page.texts("//ul[@class='problems']/li") == [
        "The dispute about £5.00 needs a response by 25 Nov 2026, 12:00 UTC."
    ]
    assert page.link("Ada <Lovelace>") == "/dashboard/customers/cus_1"
    assert page.link("R-1") == "/dashboard/invoices/in_1_1"


async def test_an_attempt_tells_its_code_the_reason_and_what_to_do(
    database: Database, project: Project, operator: Operator
) -> None:
    failed = {"failure_code": "insufficient_funds", "status": PaymentIntentStatus.FAILED}
    await store(database, **failed)

    page = await operator.open(PAGE)

    why = "The account does not hold enough money."
    advice = "Try again in a few days, or ask for another card."
    assert page.texts("//ul[@class='problems']/li")[1] == f"{why} {advice}"
    assert page.rows("attempts")[0][1:] == [
        f"Failed insufficient_funds {why} {advice}",
        "£12.00",
        "Visa •••• 4242",
        "Elevated",
        "ch_1_1_1",
    ]
    assert page.rows("refunds")[0][1:] == ["Refunded", "£2.00", "Requested by customer", "re_1_1_1"]
    assert page.rows("disputes")[0][1:4] == ["Needs a response", "£5.00", "Product not received"]


async def test_a_refund_of_what_was_never_taken_is_not_called_one(
    database: Database, project: Project, operator: Operator
) -> None:
    customer = make_customer()
    payment = make_payment(customer, amount=1200, amount_received=1000)
    charge = make_charge(payment, status=ChargeStatus.SUCCEEDED, amount_captured=1000, amount_refunded=200)
    refunds = [
        make_refund(payment, 1, amount=200),
        make_refund(payment, 2, amount=300, status=RefundState.FAILED, failure_reason="lost_or_stolen_card"),
    ]
    await save(database, customer, payment, charge, refunds)

    page = await operator.open(PAGE)

    assert [row[1:4] for row in page.rows("refunds")] == [
        ["Failed", "£3.00", "Lost or stolen card"],
        ["Not captured", "£2.00", "–"],
    ]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        ({"order": "6735", "invoice": "in_1_1"}, ["Metadata invoice in_1_1 order 6735"]),
        ({}, []),
        (None, ["Metadata Unknown until the next import of this payment"]),
    ],
    ids=["some", "none", "from before they were kept"],
)
async def test_it_tells_its_metadata_and_leads_to_the_invoice_that_they_name(
    database: Database,
    project: Project,
    operator: Operator,
    metadata: dict[str, str] | None,
    shown: list[str],
) -> None:
    await store(database, extra=metadata)

    page = await operator.open(PAGE)

    assert page.texts("//dl[@class='facts']/div[dt='Metadata']") == shown
    links = page.tree.xpath("//div[@class='metadata']//a/@href")
    assert links == (["/dashboard/invoices/in_1_1"] if metadata else [])


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("amount", "captured", "shown"), [(1200, 0, "Authorised"), (1200, 1, "Succeeded"), (0, 0, "Succeeded")]
)
async def test_an_attempt_of_which_nothing_was_taken_is_only_authorised(
    database: Database, project: Project, operator: Operator, amount: int, captured: int, shown: str
) -> None:
    payment = make_payment(None, status=PaymentIntentStatus.CANCELED)
    taken = {"amount": amount, "amount_captured": captured, "failure_code": None, "failure_message": None}
    await save(database, payment, make_charge(payment, status=ChargeStatus.SUCCEEDED, **taken))

    page = await operator.open("/dashboard/payments/pi_guest_1")

    assert page.rows("attempts")[0][1] == shown


@pytest.mark.one_database
async def test_a_guests_payment_leads_to_the_customers(
    database: Database, project: Project, operator: Operator
) -> None:
    closed = {"status": DisputeStatus.NEEDS_RESPONSE, "evidence_due_at": NOW - DAY}
    payment = make_payment(None, disputed=True, disputes_incomplete=True, amount_capturable=300)
    await save(database, payment, make_dispute(payment, **closed))

    page = await operator.open("/dashboard/payments/pi_guest_1")

    assert page.link("← Customers") == "/dashboard/customers"
    assert page.texts(FIGURES)[2:] == ["Held, not captured £3.00", "Disputed Amount unknown"]
    assert page.texts("//ul[@class='problems']/li") == [
        "The deadline for responding to the dispute about £12.00 was 21 Nov 2026, 12:00 UTC.",
        "It is disputed, but it is not known how much is being withheld.",
    ]
    assert "The individual attempts are unknown." in page.answer.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("status", "shown"), [(DisputeStatus.NEEDS_RESPONSE, "25 Nov 2026, 12:00 UTC"), (DisputeStatus.LOST, "–")]
)
async def test_nobody_is_told_to_respond_to_a_dispute_that_is_over(
    database: Database, project: Project, operator: Operator, status: DisputeStatus, shown: str
) -> None:
    payment = make_payment(make_customer(), 1)
    dispute = make_dispute(payment, status=status, evidence_due_at=NOW + 3 * DAY)
    await save(database, make_customer(), payment, dispute)

    page = await operator.open(PAGE)

    assert page.texts("//td[@data-label='Respond by']") == [shown]


@pytest.mark.one_database
async def test_it_is_linked_from_its_customer_and_unknown_ones_are_not_found(
    database: Database, project: Project, operator: Operator
) -> None:
    await store(database)

    assert (await operator.open("/dashboard/customers/cus_1")).link("pi_1_1") == PAGE
    assert (await operator.get("/dashboard/payments/pi_none")).status_code == 404
    assert (await operator.get("/dashboard/test/payments/pi_1_1")).status_code == 404


@pytest.mark.one_database
async def test_another_projects_payment_is_not_found(database: Database, project: Project, operator: Operator) -> None:
    await save(database, make_project(id="prj_2", name="Another"))
    await save(database, make_payment(None, id="pi_1_1", project_id="prj_2"))

    assert (await operator.get(PAGE)).status_code == 404


@pytest.mark.one_database
async def test_it_costs_the_same_with_fifty_times_as_much(
    database: Database, project: Project, operator: Operator, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    await store(database, 50)

    page = await operator.open(PAGE)
    second = await operator.open((page.link("Older →", "attempts") or "").partition("#")[0])

    assert [log_lines()[at]["statements"] for at in (-2, -1)] == [8, 8]
    assert [len(page.rows(section)) for section in ("attempts", "refunds", "disputes")] == [20, 20, 20]
    assert second.rows("attempts")[0][-1] == "ch_1_1_30"
    assert len(page.answer.content) < 150_000


@pytest.mark.one_database
async def test_an_address_that_cant_be_shown_says_so(database: Database, project: Project, operator: Operator) -> None:
    await store(database)

    answer = await operator.get(PAGE, refunds_after="nonsense")

    assert answer.status_code == 400


@pytest.mark.one_database
def test_every_code_that_is_worded_has_advice() -> None:
    assert set(ADVICE) == set(WORDING) | set(GENERAL_WORDING)


@pytest.mark.one_database
def test_no_advice_is_to_try_what_is_no_use_or_to_tell_what_the_bank_keeps_to_itself() -> None:
    assert [code for code in TRYING_AGAIN_IS_NO_USE if "ry again" in ADVICE[code]] == []
    assert {ADVICE[code][:10] for code in WITHHELD} == {"Don’t tell"}
