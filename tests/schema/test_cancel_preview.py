"""Previews by GraphQL: the form of the answer, bad dates, and many at once."""

from typing import Any

import pytest
from dirty_equals import IsStr

from models.access.viewer import Role
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    make_customer,
    make_invoice,
    make_item,
    make_plan,
    make_subscription,
    save,
    save_subscription,
)

PREVIEW = """
query Preview($timing: CancellationTiming! = IMMEDIATELY, $cancelAt: DateTime) {
  subscription(id: "sub_1_1") {
    cancellationPreview(timing: $timing, cancelAt: $cancelAt) {
      effectiveAt chargesAvoidedFrom chargeAvoided { formatted } chargeUnknown
      openInvoiceCount openAmount { amountMinor currency formatted }
    }
  }
}
"""


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
@pytest.mark.parametrize(
    ("variables", "effective_at", "avoided_from"),
    [
        ({}, "2026-11-22T12:00:00Z", "2026-12-12T12:00:00Z"),
        ({"timing": "AT_PERIOD_END"}, "2026-12-12T12:00:00Z", "2026-12-12T12:00:00Z"),
        (
            {"timing": "ON_DATE", "cancelAt": "2027-03-01T01:00:00.5+01:00"},
            "2027-03-01T00:00:00.500000Z",
            "2027-03-12T12:00:00Z",
        ),
    ],
)
async def test_whoever_may_read_sees_what_a_cancellation_would_do(
    database: Database, ask: Ask, role: Role, variables: dict[str, str], effective_at: str, avoided_from: str
) -> None:
    subscription = await save_subscription(database)
    await save(database, make_invoice(make_customer(), status=InvoiceStatus.OPEN, subscription_id=subscription.id))

    narrowed = {"customer_id": "cus_1"} if role is Role.CUSTOMER else {}
    answer = await ask(PREVIEW, variables, role=role, **narrowed)

    assert answer["data"]["subscription"]["cancellationPreview"] == {
        "effectiveAt": effective_at,
        "chargesAvoidedFrom": avoided_from,
        "chargeAvoided": {"formatted": "£15.00"},
        "chargeUnknown": None,
        "openInvoiceCount": 1,
        "openAmount": {"amountMinor": 1200, "currency": "GBP", "formatted": "£12.00"},
    }


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"timing": "ON_DATE"}, "Timing ON_DATE needs cancelAt."),
        ({"timing": "ON_DATE", "cancelAt": "2026-11-22T12:00:00Z"}, "The date is not in the future."),
        ({"timing": "ON_DATE", "cancelAt": "2031-11-22T12:00:00.000001Z"}, "The date is more than 5 years away."),
        ({"cancelAt": "2026-12-01T00:00:00Z"}, "cancelAt goes with timing ON_DATE only."),
        ({"timing": "ON_DATE", "cancelAt": "soon"}, IsStr()),
    ],
)
async def test_a_date_that_a_cancellation_would_refuse_is_bad_input(
    database: Database, ask: Ask, variables: dict[str, Any], message: str
) -> None:
    await save_subscription(database)

    answer = await ask(PREVIEW, variables)

    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
    assert [error["message"] for error in answer["errors"]] == [message]


@pytest.mark.parametrize("number", [1, 20, 40])
async def test_previews_of_a_list_take_a_constant_number_of_statements(
    database: Database, queries: QueryLog, ask: Ask, number: int
) -> None:
    await save_subscription(database)
    more = [make_subscription(make_customer(), each) for each in range(2, number + 1)]
    await save(database, more, [make_item(each, make_plan()) for each in more])
    queries.clear()

    answer = await ask(
        """
        {
          customer(id: "cus_1") {
            subscriptions(first: 100) {
              nodes {
                now: cancellationPreview { chargesAvoidedFrom openInvoiceCount openAmount { formatted } }
                then: cancellationPreview(timing: ON_DATE, cancelAt: "2027-03-01T00:00:00Z") { chargesAvoidedFrom }
              }
            }
          }
        }
        """
    )

    nodes = answer["data"]["customer"]["subscriptions"]["nodes"]
    assert (
        nodes
        == [
            {
                "now": {
                    "chargesAvoidedFrom": "2026-12-12T12:00:00Z",
                    "openInvoiceCount": 0,
                    "openAmount": {"formatted": "£0.00"},
                },
                "then": {"chargesAvoidedFrom": "2027-03-12T12:00:00Z"},
            }
        ]
        * number
    )
    assert len(queries) == 5, "customer, subscriptions, open invoices, what is billed, pending items"
