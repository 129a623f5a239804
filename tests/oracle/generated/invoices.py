"""Invoices in every state, with the payments that were tried for them and credit notes."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.moments import DAY, past, soon
from tests.oracle.generated.payments import payments

STATUSES = ["draft", "open", "open", "open", "paid", "paid", "void", "uncollectible"]


@st.composite
def invoices(draw: st.DrawFn, invoice_id: str, customer: StripeObject, currency: str) -> list[StripeObject]:
    """The invoice first, then what belongs to it."""
    status, total, created = draw(st.sampled_from(STATUSES)), draw(st.integers(0, 50_000)), draw(past)
    paid = total if status == "paid" else draw(st.integers(0, total)) if draw(st.integers(0, 4)) == 0 else 0
    is_sent = draw(st.booleans())
    invoice: dict[str, Any] = {
        "id": invoice_id,
        "object": "invoice",
        "number": None if status == "draft" else f"N-{invoice_id}",
        "customer": customer["id"],
        "status": status,
        "currency": currency,
        "subtotal": total,
        "total": total,
        "amount_due": total,
        "amount_paid": 0 if status == "draft" else paid,
        "amount_remaining": total - (0 if status == "draft" else paid),
        "attempt_count": 0 if status == "draft" or is_sent else draw(st.integers(0, 3)),
        "collection_method": "send_invoice" if is_sent else "charge_automatically",
        "customer_name": "Zoë Ångström",
        "lines": {"object": "list", "has_more": False, "data": [make_line(invoice_id, total, currency)]},
        "status_transitions": {
            "finalized_at": None if status == "draft" else created,
            "paid_at": created + DAY if status == "paid" else None,
            "voided_at": created + DAY if status == "void" else None,
        },
        "due_date": draw(past | soon) if is_sent else None,
        "livemode": True,
        "created": created,
    }
    following = []
    if invoice["attempt_count"] and status == "open" and draw(st.booleans()):
        outcomes = ["processing", "requires_payment_method"]
        following = draw(payments(f"pi_{invoice_id}", customer, currency, outcomes))
        following.append(make_link(invoice, following[0]))
    if status == "open" and draw(st.integers(0, 3)) == 0:
        following.append(draw(credit_notes(invoice)))
    return [invoice, *following]


def make_line(invoice_id: str, amount: int, currency: str) -> StripeObject:
    return {
        "id": f"il_{invoice_id}",
        "object": "line_item",
        "description": "Team",
        "quantity": 1,
        "amount": amount,
        "currency": currency,
        "taxes": [],
        "pricing": {"type": "price_details", "unit_amount_decimal": str(amount)},
    }


def make_link(invoice: StripeObject, payment: StripeObject) -> StripeObject:
    return {
        "id": f"inpay_{invoice['id']}",
        "object": "invoice_payment",
        "invoice": invoice["id"],
        "payment": {"type": "payment_intent", "payment_intent": payment["id"]},
        "status": "open",
        "currency": invoice["currency"],
        "amount_requested": payment["amount"],
        "amount_paid": None,
        "livemode": True,
        "created": payment["created"],
    }


@st.composite
def credit_notes(draw: st.DrawFn, invoice: StripeObject) -> StripeObject:
    """One before payment: the invoice says itself that less remains."""
    amount = draw(st.integers(0, invoice["amount_remaining"]))
    invoice["amount_remaining"] -= amount
    invoice["amount_due"] -= amount
    return {
        "id": f"cn_{invoice['id']}",
        "object": "credit_note",
        "invoice": invoice["id"],
        "customer": invoice["customer"],
        "number": f"{invoice['number']}-CN-01",
        "status": "issued",
        "currency": invoice["currency"],
        "amount": amount,
        "subtotal": amount,
        "total": amount,
        "pre_payment_amount": amount,
        "post_payment_amount": 0,
        "reason": "order_change",
        "lines": {"object": "list", "has_more": False, "data": []},
        "livemode": True,
        "created": invoice["created"] + DAY,
    }
