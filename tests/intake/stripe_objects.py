"""Stripe's objects with sensible values; keywords override them."""

from typing import Any

StripeObject = dict[str, Any]

CREATED = 1_760_000_000
PERIOD = {"current_period_start": 1_762_000_000, "current_period_end": 1_764_600_000}


def make_customer(customer_id: str = "cus_1", **overrides: Any) -> StripeObject:
    values = {
        "id": customer_id,
        "object": "customer",
        "name": "Zoë Ångström",
        "email": "Zoe@Example.com",
        "phone": "+44 20 7946 0000",
        "description": None,
        "address": {"line1": "1 High Street", "line2": "", "city": "Leeds", "country": "GB"},
        "tax_ids": {"object": "list", "data": [{"type": "gb_vat", "value": "GB123456789"}]},
        "currency": "gbp",
        "preferred_locales": ["en-GB", "sv"],
        "metadata": {"crm": "42"},
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_product(product_id: str = "prod_1", **overrides: Any) -> StripeObject:
    values = {"id": product_id, "object": "product", "name": "Team", "livemode": True, "created": CREATED}
    return values | overrides


def make_price(price_id: str = "price_1", **overrides: Any) -> StripeObject:
    values = {
        "id": price_id,
        "object": "price",
        "product": "prod_1",
        "nickname": None,
        "currency": "gbp",
        "unit_amount": 1900,
        "unit_amount_decimal": "1900",
        "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_item(item_id: str = "si_1", **overrides: Any) -> StripeObject:
    values = {"id": item_id, "object": "subscription_item", "price": "price_1", "quantity": 3}
    return values | overrides


def make_subscription(subscription_id: str = "sub_1", **overrides: Any) -> StripeObject:
    values = {
        "id": subscription_id,
        "object": "subscription",
        "customer": "cus_1",
        "status": "active",
        "currency": "gbp",
        **PERIOD,
        "items": {"object": "list", "data": [make_item()]},
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "ended_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_line(line_id: str = "il_1", **overrides: Any) -> StripeObject:
    values = {
        "id": line_id,
        "object": "line_item",
        "description": "3 × Team",
        "quantity": 3,
        "amount": 5700,
        "currency": "gbp",
        "taxes": [],
        "pricing": {"type": "price_details", "unit_amount_decimal": "1900"},
        "period": {"start": 1_762_000_000, "end": 1_764_600_000},
    }
    return values | overrides


def make_invoice(invoice_id: str = "in_1", **overrides: Any) -> StripeObject:
    values = {
        "id": invoice_id,
        "object": "invoice",
        "number": "N-0001",
        "customer": "cus_1",
        "status": "open",
        "currency": "gbp",
        "subtotal": 5700,
        "total": 5700,
        "amount_due": 5700,
        "amount_paid": 0,
        "amount_remaining": 5700,
        "customer_name": "Zoë Ångström",
        "customer_email": "zoe@example.com",
        "customer_address": None,
        "lines": {"object": "list", "has_more": False, "data": [make_line()]},
        "status_transitions": {"finalized_at": 1_762_000_100, "paid_at": None, "voided_at": None},
        "due_date": 1_763_000_000,
        "livemode": True,
        "created": 1_762_000_000,
    }
    return values | overrides


def make_payment(payment_id: str = "pi_1", **overrides: Any) -> StripeObject:
    values = {
        "id": payment_id,
        "object": "payment_intent",
        "amount": 5700,
        "currency": "gbp",
        "customer": "cus_1",
        "status": "succeeded",
        "description": "Invoice N-0001",
        "last_payment_error": None,
        "metadata": {},
        "payment_method_types": ["card"],
        "livemode": True,
        "created": 1_762_000_200,
    }
    return values | overrides


def make_link(link_id: str = "inpay_1", **overrides: Any) -> StripeObject:
    values = {
        "id": link_id,
        "object": "invoice_payment",
        "invoice": "in_1",
        "payment": {"type": "payment_intent", "payment_intent": "pi_1"},
        "livemode": True,
        "created": 1_762_000_200,
    }
    return values | overrides


def make_event(stripe_object: StripeObject, created: int, **overrides: Any) -> StripeObject:
    values = {
        "id": f"evt_{created}",
        "object": "event",
        "type": f"{stripe_object['object']}.updated",
        "created": created,
        "livemode": True,
        "data": {"object": stripe_object},
    }
    return values | overrides


def make_everything() -> list[StripeObject]:
    """One object of each type, linked to each other, parents first."""
    return [
        make_product(),
        make_price(),
        make_customer(),
        make_subscription(),
        make_invoice(parent={"subscription_details": {"subscription": "sub_1"}}),
        make_payment(),
        make_link(),
    ]


EACH_ONCE = {
    "customer": 1,
    "invoice": 1,
    "invoice_payment": 1,
    "payment_intent": 1,
    "price": 1,
    "product": 1,
    "subscription": 1,
}


def make_charge(charge_id: str = "ch_1", **overrides: Any) -> StripeObject:
    values = {
        "id": charge_id,
        "object": "charge",
        "payment_intent": "pi_1",
        "customer": "cus_1",
        "amount": 5700,
        "amount_captured": 5700,
        "amount_refunded": 0,
        "captured": True,
        "disputed": False,
        "status": "succeeded",
        "failure_code": None,
        "failure_message": None,
        "outcome": {"risk_level": "normal", "type": "authorized"},
        "payment_method": "pm_1",
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        "currency": "gbp",
        "livemode": True,
        "created": 1_762_000_210,
    }
    return values | overrides


def make_refund(refund_id: str = "re_1", **overrides: Any) -> StripeObject:
    values = {
        "id": refund_id,
        "object": "refund",
        "charge": "ch_1",
        "payment_intent": None,
        "amount": 1000,
        "status": "succeeded",
        "reason": "requested_by_customer",
        "currency": "gbp",
        "livemode": True,
        "created": 1_762_000_300,
    }
    return values | overrides


def make_dispute(dispute_id: str = "dp_1", **overrides: Any) -> StripeObject:
    values = {
        "id": dispute_id,
        "object": "dispute",
        "charge": "ch_1",
        "payment_intent": None,
        "amount": 5700,
        "status": "needs_response",
        "reason": "fraudulent",
        "evidence_details": {"due_by": 1_763_000_000},
        "currency": "gbp",
        "livemode": True,
        "created": 1_762_000_400,
    }
    return values | overrides


def make_method(method_id: str = "pm_1", **overrides: Any) -> StripeObject:
    values = {
        "id": method_id,
        "object": "payment_method",
        "type": "card",
        "customer": "cus_1",
        "card": {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030},
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_credit_note(note_id: str = "cn_1", **overrides: Any) -> StripeObject:
    line = {
        "id": "cnli_1",
        "object": "credit_note_line_item",
        "amount": 700,
        "description": "Goodwill",
        "quantity": 1,
        "unit_amount": 700,
        "discount_amount": 0,
        "invoice_line_item": "il_1",
    }
    values = {
        "id": note_id,
        "object": "credit_note",
        "number": "N-0001-CN-01",
        "customer": "cus_1",
        "invoice": "in_1",
        "status": "issued",
        "type": "post_payment",
        "amount": 700,
        "subtotal": 700,
        "total": 700,
        "reason": "order_change",
        "lines": {"object": "list", "has_more": False, "data": [line]},
        "currency": "gbp",
        "livemode": True,
        "created": 1_762_000_500,
    }
    return values | overrides


def make_coupon(coupon_id: str = "HALF", **overrides: Any) -> StripeObject:
    values = {
        "id": coupon_id,
        "object": "coupon",
        "name": "Half off",
        "percent_off": 50,
        "amount_off": None,
        "duration": "forever",
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_discount(discount_id: str = "di_1", **overrides: Any) -> StripeObject:
    values = {
        "id": discount_id,
        "object": "discount",
        "coupon": make_coupon(),
        "customer": "cus_1",
        "start": CREATED,
        "end": None,
        "livemode": True,
    }
    return values | overrides


def make_tax_rate(rate_id: str = "txr_1", **overrides: Any) -> StripeObject:
    values = {
        "id": rate_id,
        "object": "tax_rate",
        "display_name": "VAT",
        "percentage": 20,
        "inclusive": False,
        "country": "GB",
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_tax_id(tax_id: str = "txi_1", **overrides: Any) -> StripeObject:
    values = {
        "id": tax_id,
        "object": "tax_id",
        "customer": "cus_1",
        "type": "gb_vat",
        "value": "GB123456789",
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_balance_transaction(transaction_id: str = "cbtxn_1", **overrides: Any) -> StripeObject:
    values = {
        "id": transaction_id,
        "object": "customer_balance_transaction",
        "customer": "cus_1",
        "amount": -500,
        "ending_balance": -500,
        "type": "adjustment",
        "currency": "gbp",
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_schedule(schedule_id: str = "sub_sched_1", **overrides: Any) -> StripeObject:
    values = {
        "id": schedule_id,
        "object": "subscription_schedule",
        "customer": "cus_1",
        "subscription": "sub_1",
        "status": "active",
        "end_behavior": "release",
        "phases": [
            {
                "start_date": 1_762_000_000,
                "end_date": 1_764_600_000,
                "items": [{"price": "price_1", "quantity": 3}],
            }
        ],
        "livemode": True,
        "created": CREATED,
    }
    return values | overrides


def make_pending_item(item_id: str = "ii_1", **overrides: Any) -> StripeObject:
    values = {
        "id": item_id,
        "object": "invoiceitem",
        "customer": "cus_1",
        "invoice": None,
        "subscription": "sub_1",
        "amount": 300,
        "description": "One-off",
        "quantity": 1,
        "discountable": True,
        "proration": False,
        "period": {"start": CREATED, "end": CREATED},
        "currency": "gbp",
        "livemode": True,
        "date": CREATED,
    }
    return values | overrides
