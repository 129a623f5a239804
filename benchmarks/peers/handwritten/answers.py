"""The two answers, row by row."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson

from benchmarks.peers.handwritten.reads import Reads
from models.values.instant import rfc3339

Answer = dict[str, Any]


async def answer_page(reads: Reads, project: str, customer_id: str) -> Answer:
    """The customer's page."""
    rows = await reads.fetch("customer", {"project": project, "id": customer_id})
    if not rows:
        return {"data": {"customer": None}}
    _, name, email, phone, created_at, address = rows[0]
    mine = {"project": project, "ids": [customer_id], "first": 20}
    payments, subscriptions, invoices = await reads.fetch_together(
        ("payment_intents", mine), ("subscriptions", {**mine, "status": "ACTIVE"}), ("invoices", mine)
    )
    plans = await reads.fetch("plans", {"project": project, "ids": [row[1] for row in subscriptions]})
    plan_of = {row[0]: _plan(row) for row in plans}
    return {
        "data": {
            "customer": {
                "id": customer_id,
                "name": name,
                "email": email,
                "phone": phone,
                "createdAt": rfc3339(created_at),
                "address": address and _address(orjson.loads(address)),
                "paymentIntents": {"nodes": [_payment(row) for row in payments]},
                "subscriptions": {"nodes": [_subscription(row, plan_of) for row in subscriptions]},
                "invoices": {"nodes": [_invoice(row) for row in invoices]},
            }
        }
    }


async def answer_list(reads: Reads, project: str, first: int) -> Answer:
    """The newest customers with five of each."""
    customers = await reads.fetch("customers", {"project": project, "first": first})
    of_each = {"project": project, "ids": [row[0] for row in customers], "first": 5}
    payments, subscriptions, invoices = await reads.fetch_together(
        ("payment_intents", of_each), ("subscriptions", {**of_each, "status": None}), ("invoices", of_each)
    )
    payments_of, subscriptions_of, invoices_of = map(_by_customer, (payments, subscriptions, invoices))
    return {
        "data": {
            "customers": {
                "nodes": [
                    {
                        "id": id,
                        "name": name,
                        "email": email,
                        "createdAt": rfc3339(created_at),
                        "paymentIntents": {"nodes": [_short_payment(row) for row in payments_of[id]]},
                        "subscriptions": {"nodes": [_short_subscription(row) for row in subscriptions_of[id]]},
                        "invoices": {"nodes": [_short_invoice(row) for row in invoices_of[id]]},
                    }
                    for id, name, email, _phone, created_at, _address in customers
                ]
            }
        }
    }


def _by_customer(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _address(parts: dict[str, str | None]) -> Answer:
    return {
        "line1": parts["line1"],
        "city": parts["city"],
        "postalCode": parts["postal_code"],
        "country": parts["country"],
    }


def _plan(row: Any) -> Answer:
    _, id, name, product_name, interval, amount, currency = row
    return {
        "id": id,
        "name": name,
        "productName": product_name,
        "interval": interval,
        "amount": {"amountMinor": amount, "currency": currency},
    }


def _subscription(row: Any, plan_of: dict[str, Answer]) -> Answer:
    _, id, status, created_at, period_end = row
    return {
        "id": id,
        "status": status,
        "createdAt": rfc3339(created_at),
        "currentPeriodEnd": rfc3339(period_end),
        "plan": plan_of[id],
    }


def _payment(row: Any) -> Answer:
    _, id, status, description, created_at, amount, currency = row
    return {
        "id": id,
        "status": status,
        "description": description,
        "createdAt": rfc3339(created_at),
        "amount": {"amountMinor": amount, "currency": currency},
    }


def _invoice(row: Any) -> Answer:
    _, id, number, status, created_at, due_at, total, amount_due, currency = row
    return {
        "id": id,
        "number": number,
        "status": status,
        "createdAt": rfc3339(created_at),
        "dueAt": None if due_at is None else rfc3339(due_at),
        "total": {"amountMinor": total, "currency": currency},
        "amountDue": {"amountMinor": amount_due, "currency": currency},
    }


def _short_payment(row: Any) -> Answer:
    _, id, status, _, created_at, amount, currency = row
    return {
        "id": id,
        "status": status,
        "createdAt": rfc3339(created_at),
        "amount": {"amountMinor": amount, "currency": currency},
    }


def _short_subscription(row: Any) -> Answer:
    _, id, status, _, period_end = row
    return {"id": id, "status": status, "currentPeriodEnd": rfc3339(period_end)}


def _short_invoice(row: Any) -> Answer:
    _, id, number, status, created_at, _, total, _, currency = row
    return {
        "id": id,
        "number": number,
        "status": status,
        "createdAt": rfc3339(created_at),
        "total": {"amountMinor": total, "currency": currency},
    }
