"""The same objects told by events: earlier versions before the last one, in any order, also within one second."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.accounts import Account, accounts
from tests.oracle.generated.moments import LONG_AGO

# What each type was before, in the fields that its events change.
EARLIER: dict[str, dict[str, Any]] = {
    "customer": {"balance": 0, "discount": None, "name": "Zoe"},
    "subscription": {
        "status": "incomplete",
        "cancel_at": None,
        "cancel_at_period_end": False,
        "pause_collection": None,
    },
    "invoice": {"status": "draft", "amount_paid": 0, "attempt_count": 0},
    "payment_intent": {"status": "requires_confirmation", "amount_received": 0, "last_payment_error": None},
    "charge": {"status": "pending", "amount_captured": 0, "amount_refunded": 0, "disputed": False},
    "refund": {"status": "pending"},
    "dispute": {"status": "needs_response"},
}
EVENT_NAMES = {
    "subscription": "customer.subscription",
    "dispute": "charge.dispute",
}


@st.composite
def histories(draw: st.DrawFn) -> Account:
    account = draw(accounts())
    random = draw(st.randoms(use_true_random=False))
    inputs: list[StripeObject] = []
    for each in account.books.objects:
        inputs += events_of(each, random) if each["object"] in EARLIER and random.random() < 0.7 else [each]
    inputs += deleted_draft(account.customer)
    random.shuffle(inputs)
    return Account(account.customer, account.books, inputs)


def events_of(last: StripeObject, random: Random) -> list[StripeObject]:
    earlier = last | EARLIER[last["object"]]
    changed = {name: value for name, value in earlier.items() if value != last[name]}
    later = last["created"] + random.choice([0, 0, 1, 3600])
    is_end = last["object"] == "subscription" and last["status"] == "canceled"
    return [
        make_event(earlier, "created", last["created"], random),
        make_event(last, "deleted" if is_end else "updated", later, random, previous_attributes=changed),
    ]


def deleted_draft(customer: StripeObject) -> list[StripeObject]:
    """A draft that was made and thrown away: nothing is left of it."""
    draft = {
        "id": "in_deleted",
        "object": "invoice",
        "customer": customer["id"],
        "status": "draft",
        "currency": customer["currency"],
        "subtotal": 500,
        "total": 500,
        "amount_due": 500,
        "amount_paid": 0,
        "amount_remaining": 500,
        "attempt_count": 0,
        "due_date": None,
        "lines": {"object": "list", "has_more": False, "data": []},
        "livemode": True,
        "created": LONG_AGO,
    }
    random = Random(1)
    return [make_event(draft, "created", LONG_AGO, random), make_event(draft, "deleted", LONG_AGO + 1, random)]


def make_event(stripe_object: StripeObject, verb: str, created: int, random: Random, **data: Any) -> StripeObject:
    name = EVENT_NAMES.get(stripe_object["object"], stripe_object["object"])
    return {
        "id": f"evt_{random.randrange(16**8):08x}_{verb}",
        "object": "event",
        "type": f"{name}.{verb}",
        "created": created,
        "livemode": True,
        "data": {"object": stripe_object, **data},
    }
