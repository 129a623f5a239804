"""What holds for the objects of every seed and every moment."""

from collections.abc import Iterator
from typing import Any

from models.values.instant import SECOND, Instant

PAST_KEYS = {
    "canceled_at",
    "created",
    "current_period_start",
    "effective_at",
    "ended_at",
    "finalized_at",
    "marked_uncollectible_at",
    "paid_at",
    "period_end",
    "period_start",
    "start_date",
    "trial_start",
    "updated",
    "voided_at",
}


def times_of(value: Any, key: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            # A schedule tells of what is planned.
            if inner_key != "phases":
                yield from times_of(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from times_of(inner, key)
    elif value is not None and key in PAST_KEYS:
        yield key, value


def line_taxes(line: dict[str, Any]) -> list[dict[str, Any]]:
    return line["taxes"] if "taxes" in line else line["tax_amounts"]


def check_sums(invoice: dict[str, Any]) -> None:
    lines = invoice["lines"]["data"]
    taxes = invoice["total_taxes"] if "total_taxes" in invoice else invoice["total_tax_amounts"]
    tax = sum(entry["amount"] for entry in taxes)
    assert sum(line["amount"] for line in lines) == invoice["subtotal"]
    assert sum(entry["amount"] for line in lines for entry in line_taxes(line)) == tax
    assert invoice.get("tax", tax) in (tax, None)
    discount = sum(entry["amount"] for entry in invoice["total_discount_amounts"])
    assert sum(entry["amount"] for line in lines for entry in line["discount_amounts"]) == discount
    assert invoice["subtotal"] - discount + tax == invoice["total"]
    assert invoice["amount_due"] == max(0, invoice["total"] + invoice["starting_balance"])
    credited = invoice["pre_payment_credit_notes_amount"]
    assert invoice["amount_paid"] + invoice["amount_remaining"] + credited == invoice["amount_due"]


def check_nothing_in_the_future(objects: dict[str, list[dict[str, Any]]], now: Instant) -> None:
    late = [
        (stripe_object["id"], key, time)
        for some in objects.values()
        for stripe_object in some
        for key, time in times_of(stripe_object)
        if time > now // SECOND
    ]
    assert late == []
