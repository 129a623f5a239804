"""The objects of generated customers, and how they refer to each other."""

from collections import defaultdict
from functools import cache
from typing import Any

from intake.synthetic.generator import generate_objects
from intake.synthetic.storybook import STORIES
from models.values.instant import Instant, parse_rfc3339

NOW = parse_rfc3339("2026-03-31T10:20:30.123456Z")
ENOUGH = 200
# One customer of each story.
ROUND = len(STORIES)


def generate_by_type(customers: int, seed: int = 1, now: Instant = NOW) -> dict[str, list[dict[str, Any]]]:
    by_type = defaultdict(list)
    for stripe_object in generate_objects(customers, seed, now):
        by_type[stripe_object["object"]].append(stripe_object)
    return by_type


objects_of = cache(generate_by_type)


def subscription_of(invoice: dict[str, Any]) -> str | None:
    if "subscription" in invoice:
        return invoice["subscription"]
    return invoice["parent"]["subscription_details"]["subscription"] if invoice["parent"] else None


def current_period(subscription: dict[str, Any]) -> tuple[int, int]:
    holder = subscription if "current_period_end" in subscription else subscription["items"]["data"][0]
    return holder["current_period_start"], holder["current_period_end"]


def invoice_of_payment(objects: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """The invoice's id by the payment's, whichever way it is written."""
    found = {link["payment"]["payment_intent"]: link["invoice"] for link in objects["invoice_payment"]}
    for payment in objects["payment_intent"]:
        invoice = payment.get("invoice") or payment["metadata"].get("invoice")
        if invoice:
            found[payment["id"]] = invoice
    return found


def charges_of(objects: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """All charges by their payment, those inside payments too."""
    charges = {charge["id"]: charge for charge in objects["charge"]}
    for payment in objects["payment_intent"]:
        for charge in (payment["latest_charge"], *payment.get("charges", {}).get("data", [])):
            if isinstance(charge, dict):
                charges[charge["id"]] = charge
    found = defaultdict(list)
    for charge in charges.values():
        found[charge["payment_intent"]].append(charge)
    return found


def refunds_of(objects: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    inside = [
        refund
        for charges in charges_of(objects).values()
        for charge in charges
        for refund in charge.get("refunds", {}).get("data", [])
    ]
    return objects["refund"] + inside


def used_prices(objects: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The prices that some subscription has."""
    used = {
        item["price"] if isinstance(item["price"], str) else item["price"]["id"]
        for subscription in objects["subscription"]
        for item in subscription["items"]["data"]
    }
    return [price for price in objects["price"] if price["id"] in used]
