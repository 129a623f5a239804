"""A payment: what was tried, what came in and what went back, and how many statements that takes."""

from typing import Any

import pytest

from models.access.viewer import Role
from models.billing.charge import ChargeStatus
from models.billing.dispute import DisputeStatus
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.billing.refund import RefundState
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    later,
    make_charge,
    make_credit_note,
    make_customer,
    make_dispute,
    make_invoice,
    make_method,
    make_payment,
    make_project,
    make_refund,
    save,
)

CUSTOMER: dict[str, Any] = {"role": Role.CUSTOMER, "customer_id": "cus_1"}
WITHHELD = ("fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card")


async def test_a_payment_tells_all_that_became_of_it(database: Database, ask: Ask) -> None:
    customer = make_customer()
    payment = make_payment(
        customer, amount_refunded=200, refund_status=RefundStatus.PARTIAL, disputed=True, amount_disputed=300
    )
    charges = [
        make_charge(payment, 1, risk_level="elevated"),
        make_charge(payment, 2, status=ChargeStatus.SUCCEEDED, failure_code=None, failure_message=None),
    ]
    refunds = [
        make_refund(payment, 1, reason="duplicate"),
        make_refund(payment, 2, status=RefundState.FAILED, failure_reason="unknown", amount=50),
    ]
    dispute = make_dispute(payment, amount=300, evidence_due_at=later(3))
    await save(database, make_project(), customer, payment, charges, refunds, dispute)

    answer = await ask("""{ paymentIntent(id: "pi_1_1") {
      amountReceived { decimal } amountRefunded { decimal } refundStatus disputed
      attempts {
        id at succeeded riskLevel amount { decimal }
        failure { code message mayRetry } paymentMethod { type brand last4 }
      }
      refunds { totalCount nodes { id status reason failureReason createdAt amount { decimal } paymentIntent { id } } }
      disputes { id status reason evidenceDueAt createdAt amount { decimal } paymentIntent { id } }
    } }""")

    method = {"type": "card", "brand": "visa", "last4": "4242"}
    failure = {"code": "insufficient_funds", "message": "Your card has insufficient funds.", "mayRetry": True}
    shared = {"amount": {"decimal": "12.00"}, "paymentMethod": method}
    same_payment = {"paymentIntent": {"id": "pi_1_1"}}
    assert answer["data"]["paymentIntent"] == {
        "amountReceived": {"decimal": "12.00"},
        "amountRefunded": {"decimal": "2.00"},
        "refundStatus": "PARTIAL",
        "disputed": True,
        "attempts": [
            {
                "id": "ch_1_1_2",
                "at": "2026-11-21T12:00:00.000002Z",
                "succeeded": True,
                "riskLevel": None,
                "failure": None,
                **shared,
            },
            {
                "id": "ch_1_1_1",
                "at": "2026-11-21T12:00:00.000001Z",
                "succeeded": False,
                "riskLevel": "elevated",
                "failure": failure,
                **shared,
            },
        ],
        "refunds": {
            "totalCount": 2,
            "nodes": [
                {
                    "id": "re_1_1_2",
                    "status": "FAILED",
                    "reason": None,
                    "failureReason": "unknown",
                    "createdAt": "2026-11-21T12:00:00.000020Z",
                    "amount": {"decimal": "0.50"},
                    **same_payment,
                },
                {
                    "id": "re_1_1_1",
                    "status": "SUCCEEDED",
                    "reason": "duplicate",
                    "failureReason": None,
                    "createdAt": "2026-11-21T12:00:00.000010Z",
                    "amount": {"decimal": "2.00"},
                    **same_payment,
                },
            ],
        },
        "disputes": [
            {
                "id": "dp_1_1_1",
                "status": "NEEDS_RESPONSE",
                "reason": "product_not_received",
                "evidenceDueAt": "2026-11-25T12:00:00Z",
                "createdAt": "2026-11-21T12:00:00.000100Z",
                "amount": {"decimal": "3.00"},
                **same_payment,
            }
        ],
    }


async def test_a_payment_of_which_only_the_outcome_is_known_has_no_attempts(database: Database, ask: Ask) -> None:
    failed = make_payment(None, status=PaymentIntentStatus.FAILED, failure_code="expired_card")
    await save(database, make_project(), failed)

    answer = await ask('{ paymentIntent(id: "pi_guest_1") { attempts { id } failure { code } customer { id } } }')

    assert answer["data"]["paymentIntent"] == {"attempts": [], "failure": {"code": "expired_card"}, "customer": None}


async def test_no_more_than_the_20_newest_attempts_and_the_5_newest_disputes_are_told(
    database: Database, ask: Ask
) -> None:
    customer = make_customer()
    payment = make_payment(customer)
    charges = [make_charge(payment, number) for number in range(1, 23)]
    disputes = [make_dispute(payment, number) for number in range(1, 8)]
    await save(database, make_project(), customer, payment, charges, disputes)

    answer = await ask('{ paymentIntent(id: "pi_1_1") { attempts { id } disputes { id } } }')

    shown = answer["data"]["paymentIntent"]
    assert [attempt["id"] for attempt in shown["attempts"]] == [f"ch_1_1_{number}" for number in range(22, 2, -1)]
    assert [dispute["id"] for dispute in shown["disputes"]] == [f"dp_1_1_{number}" for number in range(7, 2, -1)]


async def test_a_dispute_and_a_refund_are_found_by_their_ids_in_their_customers_locale(
    database: Database, ask: Ask
) -> None:
    customer = make_customer(locale="de")
    payment = make_payment(customer)
    await save(database, make_project(), customer, payment, make_dispute(payment), make_refund(payment))

    answer = await ask("""{
      dispute(id: "dp_1_1_1") { amount { formatted } paymentIntent { id } }
      node(id: "re_1_1_1") { ... on Refund { amount { formatted } } }
    }""")

    assert answer["data"] == {
        "dispute": {"amount": {"formatted": "12,00\u00a0£"}, "paymentIntent": {"id": "pi_1_1"}},
        "node": {"amount": {"formatted": "2,00\u00a0£"}},
    }


@pytest.mark.parametrize("code", WITHHELD)
async def test_a_customers_token_is_not_told_what_the_bank_asks_to_keep(
    database: Database, ask: Ask, code: str
) -> None:
    customer = make_customer()
    failed = {"failure_code": code, "failure_message": f"Blocked: {code}."}
    payment = make_payment(customer, status=PaymentIntentStatus.FAILED, description="Told by the boss", **failed)
    older = make_charge(payment, 1, risk_level="highest", **failed)
    dispute = make_dispute(payment, evidence_due_at=later(3))
    await save(database, make_project(), customer, payment, older, make_charge(payment, 2, **failed), dispute)
    document = """{ customer(id: "cus_1") {
      paymentIntents { nodes {
        description failure { code message mayRetry } attempts { riskLevel failure { code message } }
        disputes { evidenceDueAt }
      } }
      activity { nodes { summary reason } }
    } }"""

    answer = await ask(document, **CUSTOMER)
    of_an_operator = await ask(document)

    told = {"code": "generic_decline", "message": "Your card was declined."}
    assert answer["data"]["customer"]["paymentIntents"]["nodes"] == [
        {
            "description": None,
            "failure": {**told, "mayRetry": None},
            "attempts": [{"riskLevel": None, "failure": told}] * 2,
            "disputes": [{"evidenceDueAt": None}],
        }
    ]
    assert code not in str(answer)
    assert "Blocked" not in str(answer)
    assert len(answer["data"]["customer"]["activity"]["nodes"]) == 3
    assert str(of_an_operator).count(code) > 3
    assert "highest" in str(of_an_operator)


async def test_a_customers_token_reads_neither_the_projects_note_nor_its_metadata(database: Database, ask: Ask) -> None:
    await save(database, make_project(), make_customer(description="Pays late", extra={"tier": "gold"}))
    document = '{ customer(id: "cus_1") { description metadata { key value } } }'

    assert (await ask(document, **CUSTOMER))["data"]["customer"] == {"description": None, "metadata": []}
    assert (await ask(document))["data"]["customer"] == {
        "description": "Pays late",
        "metadata": [{"key": "tier", "value": "gold"}],
    }


async def test_a_payment_tells_the_metadata_that_are_kept_with_it_and_which_are_not_known(
    database: Database, ask: Ask
) -> None:
    customer = make_customer()
    payments = [make_payment(customer, 1, extra={"order": "6735", "channel": "web"}), make_payment(customer, 2)]
    await save(database, make_project(), customer, payments)
    document = '{ customer(id: "cus_1") { paymentIntents { nodes { metadata { key value } } } } }'

    shown, withheld = await ask(document), await ask(document, **CUSTOMER)

    entries = [{"key": "channel", "value": "web"}, {"key": "order", "value": "6735"}]
    nodes = [each["data"]["customer"]["paymentIntents"]["nodes"] for each in (shown, withheld)]
    assert nodes == [[{"metadata": entries}, {"metadata": None}], [{"metadata": []}, {"metadata": None}]]


EVERYTHING = """query All($first: Int!) { customers(first: $first) { nodes {
  id balance { decimal } totals { net { decimal } }
  paymentMethods { nodes { id expired isDefault } }
  creditNotes { nodes { id number total { decimal } invoice { id } } }
  paymentIntents { nodes {
    id attempts { id failure { code } } disputes { id } refunds { totalCount nodes { id amount { formatted } } }
  } }
  invoices { nodes { id taxes { name amount { decimal } } } }
} } }"""


async def test_refunds_disputes_attempts_and_methods_take_the_same_statements_for_twice_the_data(
    database: Database, ask: Ask, queries: QueryLog
) -> None:
    await save(database, make_project())
    for number in range(1, 9):
        customer = make_customer(number)
        payments = [make_payment(customer, nth) for nth in (1, 2)]
        invoice = make_invoice(customer)
        parts = [make(payment) for payment in payments for make in (make_charge, make_refund, make_dispute)]
        await save(database, customer, payments, invoice, parts, make_method(customer), make_credit_note(invoice))
    counts = []

    for first in (4, 8):
        queries.clear()
        answer = await ask(EVERYTHING, {"first": first})
        counts.append(len(queries))

    assert "errors" not in answer
    shown = answer["data"]["customers"]["nodes"]
    assert len(shown) == 8
    assert all(len(payment["refunds"]["nodes"]) == 1 for node in shown for payment in node["paymentIntents"]["nodes"])
    # Customers, their sums and subscriptions' terms, methods, credit notes and their invoices, payments, attempts,
    # disputes, refunds and their count, invoices, names of tax rates.
    assert counts == [13, 13]


@pytest.mark.parametrize(
    ("status", "holds"),
    [(status, status in ("NEEDS_RESPONSE", "UNDER_REVIEW", "LOST")) for status in DisputeStatus],
)
async def test_every_status_of_a_dispute_is_told(
    database: Database, ask: Ask, status: DisputeStatus, holds: bool
) -> None:
    payment = make_payment(None, disputed=holds)
    await save(database, make_project(), payment, make_dispute(payment, status=status))

    answer = await ask('{ paymentIntent(id: "pi_guest_1") { disputed disputes { status } } }')

    assert answer["data"]["paymentIntent"] == {"disputed": holds, "disputes": [{"status": status.value}]}
