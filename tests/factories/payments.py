"""Builders of payments and what follows them: charges, refunds and disputes."""

from typing import Any

from models.billing.charge import Charge, ChargeStatus
from models.billing.customer import Customer
from models.billing.dispute import Dispute, DisputeStatus
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.refund import Refund, RefundState
from models.values.instant import DAY
from tests.factories.scopes import NOW, scope


def make_payment(customer: Customer | None, number: int = 1, **overrides: Any) -> PaymentIntent:
    owner = {"project_id": "prj_1", "live_mode": True} if customer is None else scope(customer)
    amount, status = overrides.get("amount", 1200), overrides.get("status", PaymentIntentStatus.SUCCEEDED)
    values = {
        **owner,
        "id": f"pi_{'guest' if customer is None else customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer and customer.id,
        "amount": amount,
        "amount_received": amount if status == PaymentIntentStatus.SUCCEEDED else 0,
        "currency": "GBP",
        "status": status,
        "created_at": NOW - number * DAY,
    }
    return PaymentIntent(**values | overrides)


def make_charge(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Charge:
    """An attempt at the payment; it failed, unless overridden."""
    values = {
        **scope(payment),
        "id": f"ch_{payment.id.removeprefix('pi_')}_{number}",
        "payment_intent_id": payment.id,
        "customer_id": payment.customer_id,
        "status": ChargeStatus.FAILED,
        "currency": payment.currency,
        "amount": payment.amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        "disputed": False,
        "failure_code": "insufficient_funds",
        "failure_message": "Your card has insufficient funds.",
        "method_type": "card",
        "method_brand": "visa",
        "method_last4": "4242",
        "created_at": payment.created_at + number,
    }
    return Charge(**values | overrides)


def make_refund(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Refund:
    values = {
        **scope(payment),
        "id": f"re_{payment.id.removeprefix('pi_')}_{number}",
        "customer_id": payment.customer_id,
        "payment_id": payment.id,
        "status": RefundState.SUCCEEDED,
        "currency": payment.currency,
        "amount": 200,
        "created_at": payment.created_at + number * 10,
    }
    return Refund(**values | overrides)


def make_dispute(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Dispute:
    values = {
        **scope(payment),
        "id": f"dp_{payment.id.removeprefix('pi_')}_{number}",
        "customer_id": payment.customer_id,
        "payment_id": payment.id,
        "status": DisputeStatus.NEEDS_RESPONSE,
        "currency": payment.currency,
        "amount": payment.amount,
        "reason": "product_not_received",
        "created_at": payment.created_at + number * 100,
    }
    return Dispute(**values | overrides)
