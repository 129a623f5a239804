"""What a payment received, gave back and lost, and by what it was paid: from what is known of its charges."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from models.billing.charge import ChargeStatus
from models.billing.dispute import HOLDS_MONEY
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.billing.refund import GAVE_NOTHING_BACK

_FAILED = frozenset({PaymentIntentStatus.FAILED, PaymentIntentStatus.REQUIRES_PAYMENT_METHOD})
METHOD = ("method_type", "method_brand", "method_last4")

STATED = ("invoice_id", "failure_code", "failure_message", *METHOD)
"""What a payment states of itself, beside `amount_received`, which is null where it does not say."""


def payment_figures(
    status: PaymentIntentStatus,
    amount: int,
    currency: str,
    stated: dict[str, Any],
    charges: Sequence[Any],
    refunds: Sequence[Any],
    disputes: Sequence[Any],
    links: Sequence[Any] = (),
    method: Any = None,
) -> dict[str, Any]:
    """The columns of a payment that follow from its neighbours, which are rows of their tables, in any order.

    `links` are its invoice payments that were not canceled, `method` the payment method that it names.
    """
    received = _received(status, amount, stated, charges)
    refunded = _refunded(received, charges, [refund for refund in refunds if refund.currency == currency])
    newest = max(charges, key=_age, default=None)
    return {
        "invoice_id": min(((link.id, link.invoice_id) for link in links), default=("", stated["invoice_id"]))[1],
        "amount_received": received,
        "amount_refunded": refunded,
        "refund_status": _refund_status(received, refunded),
        **_disputed(currency, charges, disputes),
        **_failure(status, stated, newest),
        **_method(stated, newest, method),
    }


def status_by_charge(charge: ChargeStatus, amount: int, amount_refunded: int, *, is_held: bool) -> PaymentIntentStatus:
    """The status of a payment by its charge; `is_held` says that the money was authorized and not captured."""
    if charge is ChargeStatus.PENDING:
        return PaymentIntentStatus.PROCESSING
    if charge is ChargeStatus.FAILED:
        return PaymentIntentStatus.FAILED
    if not is_held:
        return PaymentIntentStatus.SUCCEEDED
    is_released = amount_refunded >= amount
    return PaymentIntentStatus.CANCELED if is_released else PaymentIntentStatus.REQUIRES_CAPTURE


def _received(status: PaymentIntentStatus, amount: int, stated: dict[str, Any], charges: Sequence[Any]) -> int:
    """What was received never becomes less: of the payment and its charges, the one that says more is newer."""
    captured: int = sum(charge.amount_captured for charge in charges if charge.status is ChargeStatus.SUCCEEDED)
    if stated["amount_received"] is not None:
        return max(int(stated["amount_received"]), captured)
    if charges:
        return captured
    return amount if status is PaymentIntentStatus.SUCCEEDED else 0


def _refunded(received: int, charges: Sequence[Any], refunds: Sequence[Any]) -> int:
    """A refund that names no charge is of the one that succeeded."""
    succeeded = [charge for charge in charges if charge.status is ChargeStatus.SUCCEEDED]
    paid = max(succeeded, key=_age, default=None)
    by_charge: dict[str | None, list[Any]] = defaultdict(list)
    for refund in refunds:
        by_charge[refund.charge_id or (paid and paid.id)].append(refund)
    of_known = [
        _refunded_of(charge, by_charge.pop(charge.id, []), received if charge is paid else 0) for charge in charges
    ]
    return sum(of_known) + sum(map(_given_back, by_charge.values()))


def _refunded_of(charge: Any, refunds: Sequence[Any], received: int) -> int:
    """Refunds decide once those that are known come up to what the charge says; below that the charge does.

    What was not captured was released: the charge counts it as refunded, though nobody had received it, and so does a
    refund of just that amount, the first of its kind.
    """
    told = max(0, charge.amount_refunded - max(0, charge.amount - charge.amount_captured))
    if sum(refund.amount for refund in refunds) > told:
        uncaptured = charge.amount - max(charge.amount_captured, received)
        releases = [refund for refund in refunds if refund.amount == uncaptured]
        release = min(releases, key=_age, default=None)
        refunds = [refund for refund in refunds if refund is not release]
    return _given_back(refunds) if sum(refund.amount for refund in refunds) >= told else told


def _age(row: Any) -> tuple[int, str]:
    return row.created_at, row.id


def _given_back(refunds: Sequence[Any]) -> int:
    return sum(refund.amount for refund in refunds if refund.status not in GAVE_NOTHING_BACK)


def _refund_status(received: int, refunded: int) -> RefundStatus:
    if not refunded:
        return RefundStatus.NONE
    return RefundStatus.FULL if refunded >= received else RefundStatus.PARTIAL


def _disputed(currency: str, charges: Sequence[Any], disputes: Sequence[Any]) -> dict[str, Any]:
    told = {charge.id for charge in charges if charge.disputed}
    # One that names no charge may be of any of them.
    is_missing = bool(told - {dispute.charge_id for dispute in disputes}) and all(
        dispute.charge_id is not None for dispute in disputes
    )
    holding = [dispute for dispute in disputes if dispute.status in HOLDS_MONEY]
    # What one in another currency holds of this payment is not known.
    amounts = [dispute.amount for dispute in holding if dispute.currency == currency]
    return {
        "amount_disputed": sum(amounts),
        "disputed": bool(holding) or is_missing,
        "disputes_incomplete": is_missing or len(amounts) < len(holding),
    }


def _failure(status: PaymentIntentStatus, stated: dict[str, Any], newest: Any) -> dict[str, Any]:
    failed = status in _FAILED and newest is not None and newest.status is ChargeStatus.FAILED
    code, message = stated["failure_code"], stated["failure_message"]
    if code is None and message is None and failed:
        code, message = newest.failure_code, newest.failure_message
    return {"failure_code": code, "failure_message": message}


def _method(stated: dict[str, Any], newest: Any, method: Any) -> dict[str, Any]:
    """The newest attempt's, else what the payment itself tells, else the method that it names."""
    if newest is not None and newest.method_type is not None:
        return {name: getattr(newest, name) for name in METHOD}
    if method is not None and stated["method_brand"] is None and stated["method_last4"] is None:
        return {"method_type": method.type, "method_brand": method.brand, "method_last4": method.last4}
    return {name: stated[name] for name in METHOD}
