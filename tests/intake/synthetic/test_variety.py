"""Every state and every shape occurs among few customers."""

from collections import defaultdict

from intake.synthetic.prices import CURRENCIES
from tests.intake.synthetic.generated import (
    ENOUGH,
    ROUND,
    charges_of,
    objects_of,
    refunds_of,
    subscription_of,
    used_prices,
)


def test_every_status_of_a_payment_occurs_in_a_round() -> None:
    payments = objects_of(ROUND)["payment_intent"]

    failed = [payment for payment in payments if payment["last_payment_error"]]

    assert {payment["status"] for payment in payments} == {
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "processing",
        "requires_capture",
        "succeeded",
        "canceled",
    }
    assert "requires_payment_method" in {payment["status"] for payment in failed}
    assert any(payment["status"] == "requires_payment_method" and payment not in failed for payment in payments)


def test_every_status_of_a_subscription_and_every_reason_to_leave_occur_in_a_round() -> None:
    subscriptions = objects_of(ROUND)["subscription"]

    assert {subscription["status"] for subscription in subscriptions} == {
        "active",
        "trialing",
        "past_due",
        "unpaid",
        "canceled",
        "incomplete",
        "incomplete_expired",
        "paused",
    }
    left = [item for item in subscriptions if item["status"] == "canceled"]
    assert {subscription["cancellation_details"]["feedback"] for subscription in left} == {
        "customer_service",
        "low_quality",
        "missing_features",
        "switched_service",
        "too_complex",
        "too_expensive",
        "unused",
        "other",
        None,
    }


def test_trials_end_in_each_way_without_a_payment_method() -> None:
    objects = objects_of(ROUND)
    defaults = {
        customer["id"]: customer["invoice_settings"]["default_payment_method"] for customer in objects["customer"]
    }

    ends = {
        (item["status"], item["trial_settings"]["end_behavior"]["missing_payment_method"])
        for item in objects["subscription"]
        if item["trial_end"] and not (item["default_payment_method"] or defaults[item["customer"]])
    }

    assert ends == {("trialing", "cancel"), ("paused", "pause")}


def test_every_status_of_an_invoice_and_every_interval_occur_in_a_round() -> None:
    objects = objects_of(ROUND)

    intervals = {price["recurring"]["interval"] for price in used_prices(objects)}

    assert intervals == {"day", "week", "month", "year"}
    statuses = {invoice["status"] for invoice in objects["invoice"]}
    assert statuses == {"draft", "open", "paid", "void", "uncollectible"}


def test_both_generations_of_stripes_shapes_occur() -> None:
    objects = objects_of(ENOUGH)
    lines = [line for invoice in objects["invoice"] for line in invoice["lines"]["data"]]
    prices = [item["price"] for one in objects["subscription"] for item in one["items"]["data"]]

    assert {"current_period_end" in item for item in objects["subscription"]} == {True, False}
    assert {"parent" in invoice for invoice in objects["invoice"]} == {True, False}
    assert {"total_taxes" in invoice for invoice in objects["invoice"]} == {True, False}
    assert {"taxes" in line for line in lines} == {True, False}
    assert {type(price) for price in prices} == {str, dict}


def test_payments_name_their_invoice_and_method_in_every_way() -> None:
    objects = objects_of(ENOUGH)
    payments = objects["payment_intent"]

    assert objects["invoice_payment"]
    assert any(payment.get("invoice") for payment in payments)
    assert any("invoice" in payment["metadata"] for payment in payments)
    assert any("charges" in payment for payment in payments)
    for field in ("latest_charge", "payment_method"):
        assert {type(payment[field]) for payment in payments} == {str, dict, type(None)}
    types = {payment["payment_method_types"][0] for payment in payments}
    assert types == {"card", "sepa_debit", "bacs_debit", "link", "customer_balance"}


def test_extraordinary_amounts_occur_in_a_round() -> None:
    objects = objects_of(ROUND)
    totals = [invoice["total"] for invoice in objects["invoice"]]

    assert max(totals) > 2**31
    assert min(totals) < 0
    assert 0 in totals
    assert {price["currency"] for price in objects["price"]} == set(CURRENCIES)
    assert set(CURRENCIES) == {invoice["currency"] for invoice in objects["invoice"]}
    assert any(price["unit_amount"] is None for price in objects["price"])


def test_payments_were_tried_several_times_before_they_succeeded_or_failed() -> None:
    objects = objects_of(ROUND)
    charges = charges_of(objects)

    tried = {
        payment["status"]: {charge["status"] for charge in charges[payment["id"]]}
        for payment in objects["payment_intent"]
        if len(charges[payment["id"]]) > 1
    }

    assert tried["succeeded"] == {"failed", "succeeded"}
    assert tried["requires_payment_method"] == {"failed"}
    codes = {charge["outcome"]["reason"] for some in charges.values() for charge in some}
    assert len(codes - {None}) >= 3


def test_refunds_disputes_and_credit_notes_occur_in_each_state() -> None:
    objects = objects_of(ROUND)

    assert {refund["status"] for refund in refunds_of(objects)} == {"succeeded", "pending", "failed", "canceled"}
    assert {dispute["status"] for dispute in objects["dispute"]} == {
        "needs_response",
        "under_review",
        "won",
        "lost",
        "warning_needs_response",
        "warning_closed",
    }
    assert {(note["type"], note["status"]) for note in objects["credit_note"]} >= {
        ("pre_payment", "issued"),
        ("post_payment", "issued"),
        ("post_payment", "void"),
    }
    closed = [event["data"]["object"]["status"] for event in objects["event"] if "dispute" in event["type"]]
    assert set(closed) == {"won", "lost", "warning_closed"}


def test_every_kind_of_discount_and_of_price_occurs_in_a_round() -> None:
    objects = objects_of(ROUND)
    discounts = objects["discount"]
    prices = used_prices(objects)

    holders = {(bool(each.get("subscription")), bool(each.get("subscription_item"))) for each in discounts}
    assert holders == {(False, False), (True, False), (True, True)}
    assert any(customer["discount"] for customer in objects["customer"])
    assert {coupon["duration"] for coupon in objects["coupon"]} == {"once", "repeating", "forever"}
    assert any(invoice["total_discount_amounts"] for invoice in objects["invoice"])
    assert {price["tiers_mode"] for price in prices} == {None, "graduated", "volume"}
    assert any(price["transform_quantity"] for price in prices)
    assert any(price["recurring"]["usage_type"] == "metered" for price in prices)


def test_pauses_schedules_pending_items_and_balances_occur_in_a_round() -> None:
    objects = objects_of(ROUND)
    pauses = [item["pause_collection"] for item in objects["subscription"] if item["pause_collection"]]

    assert {pause["behavior"] for pause in pauses} == {"keep_as_draft", "void", "mark_uncollectible"}
    assert {pause["resumes_at"] is None for pause in pauses} == {True, False}
    assert any(item["schedule"] for item in objects["subscription"])
    assert any(item["automatic_tax"]["enabled"] for item in objects["subscription"])
    assert objects["invoiceitem"]
    assert objects["customer_balance_transaction"]
    assert any(customer["balance"] < 0 for customer in objects["customer"])


def test_a_subscription_ends_for_each_cause_and_debts_outlive_it() -> None:
    objects = objects_of(ROUND)
    ended = {item["id"]: item["cancellation_details"]["reason"] for item in objects["subscription"] if item["ended_at"]}

    owed = [item for item in objects["invoice"] if item["status"] == "open" and subscription_of(item) in ended]

    assert {"cancellation_requested", "payment_failed", "payment_disputed"} <= set(ended.values())
    assert owed


def test_customers_store_several_methods_some_expired_and_the_default_is_named() -> None:
    objects = objects_of(ROUND)
    stored = defaultdict(list)
    for method in objects["payment_method"]:
        stored[method["customer"]].append(method)
    cards = [method["card"] for method in objects["payment_method"] if method["type"] == "card"]

    assert max(map(len, stored.values())) == 3
    assert {(card["exp_year"], card["exp_month"]) < (2026, 3) for card in cards} == {True, False}
    for customer in objects["customer"]:
        default = customer["invoice_settings"]["default_payment_method"]
        assert default in [None, *(method["id"] for method in stored[customer["id"]][:1])]


def test_the_newest_customers_of_a_demonstration_are_a_living_business() -> None:
    objects = objects_of(ENOUGH)
    newest = sorted(objects["customer"], key=lambda customer: -customer["created"])[:20]
    ids = {customer["id"] for customer in newest}
    payments = [payment for payment in objects["payment_intent"] if payment["customer"] in ids]
    subscriptions = [item for item in objects["subscription"] if item["customer"] in ids]
    paid = {payment["customer"] for payment in payments if payment["amount_received"]}
    refunded = {refund["payment_intent"] for refund in refunds_of(objects)}
    disputed = {dispute["payment_intent"] for dispute in objects["dispute"]}

    assert len(paid) >= 12
    assert {payment["id"] for payment in payments} & refunded
    assert {payment["id"] for payment in payments} & disputed
    assert {"active", "past_due", "trialing"} <= {item["status"] for item in subscriptions}
    assert any(item["cancel_at"] for item in subscriptions)
    assert any(item["pause_collection"] for item in subscriptions)
