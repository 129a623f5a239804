"""PaymentAttempt: one try to take a payment's money."""

import strawberry

from models.billing.charge import Charge, ChargeStatus
from models.values.instant import Instant
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived, withheld
from schema.types.money import Money, money
from schema.types.payment_failure import PaymentFailure, failure_of
from schema.types.payment_method_summary import PaymentMethodSummary, method_of


def _has_succeeded(status: ChargeStatus) -> bool:
    return status is ChargeStatus.SUCCEEDED


@row_type(
    Charge,
    "One try to take a payment's money: a payment may have failed several times before it succeeds.",
    name="PaymentAttempt",
)
class PaymentAttempt:
    id: strawberry.ID = column("id", "The charge's id.")
    at: Instant = column("created_at", "When it was tried.")
    amount: Money = money("amount", "What was to be taken.")
    succeeded: bool = derived(
        _has_succeeded, "status", description="Whether it went through. False also while it is still under way."
    )
    failure: PaymentFailure | None = derived(
        failure_of, "failure_code", "failure_message", needs=(Need.CONTEXT,), description="Why it failed, if it did."
    )
    payment_method: PaymentMethodSummary | None = derived(
        method_of, "method_type", "method_brand", "method_last4", description="What was tried, where it is known."
    )
    risk_level: str | None = withheld(
        "risk_level",
        'How risky the platform considers it: "normal", "elevated" or "highest". Null where it was not '
        "assessed, and for a customer's token.",
    )
