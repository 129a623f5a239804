"""A customer with very many payments, invoices and subscriptions, and a small one, as Stripe's objects."""

from collections.abc import Iterator
from typing import Any

BIG, SMALL = "cus_big", "cus_small"
# Enough for every page of the small one to be full, also that of drafts.
SMALL_PAYMENTS = 500
# How many payments and invoices a customer of a heavy list has: as many as the list shows.
FULL_PAGE = 50
_CREATED, _PERIOD = 1_700_000_000, 30 * 86_400
# Payments begin over two years.
_SPAN = 2 * 365 * 86_400


def list_objects(payments: int, full: int, now: int) -> Iterator[dict[str, Any]]:
    """Both customers and so many of a heavy list, with all that is theirs.

    `payments` are the big one's, `now` is in seconds.
    """
    yield {"object": "product", "id": "prod_scale", "name": "Coffee club"}
    yield _PRICE
    yield from _customer(BIG, payments, now, invoices=payments // 10, subscriptions=payments // 250)
    yield from _customer(SMALL, SMALL_PAYMENTS, now, invoices=SMALL_PAYMENTS // 10)
    for number in range(full):
        yield from _customer(f"cus_full_{number:03}", FULL_PAGE, now, invoices=FULL_PAGE, subscriptions=0)


def list_payments(customers: list[str], how_many: int, now: int) -> Iterator[dict[str, Any]]:
    """So many payments of these customers in turn."""
    for number in range(how_many):
        payment = _payment(f"more_{number:08}", now - number * _SPAN // max(1, how_many), "succeeded", number)
        owner = customers[number % len(customers)]
        yield payment | {"customer": owner, "currency": "gbp", "livemode": True, "invoice": None}


SOUGHT_NAME, SOUGHT_EMAIL, SHORT_EMAIL, SOUGHT_NUMBER = (
    "Zebulon Quillfeather",
    "zebulon@quillfeather.example",
    "a@b.cd",
    "ZQF-0001",
)


def list_sought() -> Iterator[dict[str, Any]]:
    """Customers whom a search finds alone."""
    for name, email in ((SOUGHT_NAME, SOUGHT_EMAIL), ("Short Addressee", SHORT_EMAIL)):
        customer = f"cus_{email[0]}_sought"
        about = {"name": name, "email": email, "created": _CREATED, "livemode": True}
        yield {"object": "customer", "id": customer} | about
        number = SOUGHT_NUMBER if email == SOUGHT_EMAIL else "SHORT-1"
        invoice = _invoice(customer, _CREATED, is_draft=False) | {"number": number, "customer": customer}
        yield invoice | {"currency": "gbp", "livemode": True}


_RUNNING, _DRAFTS = 10, 25
_RECURRING = {"interval": "month", "interval_count": 1}
_PRICE: dict[str, Any] = {
    "object": "price",
    "id": "price_scale",
    "product": "prod_scale",
    "unit_amount": 1500,
    "currency": "gbp",
    "recurring": _RECURRING,
}


def _customer(
    customer: str, payments: int, now: int, *, invoices: int, subscriptions: int = _RUNNING
) -> Iterator[dict[str, Any]]:
    name = customer.removeprefix("cus_")
    owned = {"customer": customer, "currency": "gbp", "livemode": True}
    yield {"object": "customer", "id": customer, "name": f"{name.title()} Spender", "email": f"{name}@example.com"} | {
        "created": _CREATED,
        "livemode": True,
    }
    # As many run as a page shows; the others have ended.
    for number in range(subscriptions):
        yield owned | _subscription(f"{name}_{number:06}", now - number * 3600, is_running=number < _RUNNING)
    for number in range(invoices):
        # The oldest ones alone are drafts.
        is_draft = number >= invoices - _DRAFTS
        yield owned | _invoice(f"{name}_{number:06}", now - number * _SPAN // invoices, is_draft=is_draft)
    for number in range(payments):
        # The oldest one alone is under way; every twentieth failed.
        status = (
            "processing" if number == payments - 1 else "requires_payment_method" if number % 20 == 7 else "succeeded"
        )
        yield owned | _payment(f"{name}_{number:06}", now - number * _SPAN // payments, status, number)


def _subscription(name: str, created: int, *, is_running: bool) -> dict[str, Any]:
    period = {"current_period_start": created, "current_period_end": created + _PERIOD}
    items = {"data": [{"id": f"si_{name}", "price": _PRICE, "quantity": 1} | period]}
    ended = {} if is_running else {"canceled_at": created + 60, "ended_at": created + 60}
    status = "active" if is_running else "canceled"
    return (
        {"object": "subscription", "id": f"sub_{name}", "status": status, "created": created, "items": items}
        | period
        | ended
    )


def _invoice(name: str, created: int, *, is_draft: bool) -> dict[str, Any]:
    line = {"id": f"il_{name}", "description": "Coffee club", "amount": 1500, "quantity": 1, "currency": "gbp"}
    paid = 0 if is_draft else 1500
    return {
        "object": "invoice",
        "id": f"in_{name}",
        "number": None if is_draft else f"S-{name}",
        "status": "draft" if is_draft else "paid",
        "created": created,
        "subtotal": 1500,
        "total": 1500,
        "amount_due": 1500,
        "amount_paid": paid,
        "amount_remaining": 1500 - paid,
        "lines": {"data": [line]},
    }


def _payment(name: str, created: int, status: str, number: int) -> dict[str, Any]:
    failed = {"last_payment_error": {"code": "card_declined", "decline_code": "insufficient_funds"}}
    return {
        "object": "payment_intent",
        "id": f"pi_{name}",
        "amount": 1500,
        "status": status,
        "created": created,
        "invoice": f"in_{name}" if number % 10 == 0 else None,
    } | (failed if status == "requires_payment_method" else {})
