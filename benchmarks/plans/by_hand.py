"""Two answers of the service by sqlite3: statements, batches and answers are written by hand for just these two.

The rules of money, moments and texts are the service's own, called on the rows.
"""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.plans.customer_figures import MINE, Standing, Sums, read_standings
from models.billing.invoice import InvoiceStatus, is_overdue
from models.values.instant import Instant, rfc3339
from models.values.money import decimal_text
from models.values.money_text import amount_text
from resolvers.context import RequestContext
from resolvers.invoices.links import pdf_url

PAGE = """SELECT {columns}, parents.value FROM json_each(?) parents JOIN {table} child ON child.rowid IN (
    SELECT rowid FROM {table} WHERE {mine} AND customer_id = parents.value {where}
    ORDER BY created_at DESC, id DESC LIMIT {size}) ORDER BY child.created_at DESC, child.id DESC"""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class ByHand:
    """Code that is written for just these two answers, to be fast."""

    connection: sqlite3.Connection
    context: RequestContext

    async def page(self, customer_id: str) -> bytes:
        sql = f"SELECT id, name, email, locale, created_at, address, metadata FROM customer WHERE {MINE} AND id = ?"
        row = self.connection.execute(sql, [customer_id]).fetchone()
        *_, address, metadata = row
        parts = address and json.loads(address)
        entries = sorted(json.loads(metadata).items())
        [shown] = self.customers([row], 20)
        shown = {
            **{name: shown[name] for name in ("id", "name", "email")},
            "createdAt": rfc3339(row[4]),
            **{name: shown[name] for name in ("delinquent", "nextBillingAt")},
            "address": parts and {"city": parts.get("city"), "country": parts.get("country")},
            "metadata": [{"key": key, "value": value} for key, value in entries],
            **{name: shown[name] for name in ("totals", "paymentIntents", "subscriptions", "invoices")},
        }
        return orjson.dumps({"data": {"customer": shown}})

    async def listing(self, first: int) -> bytes:
        sql = f"SELECT id, name, email, locale FROM customer WHERE {MINE} ORDER BY created_at DESC, id DESC LIMIT ?"
        shown = self.customers(self.connection.execute(sql, [first]).fetchall(), 5)
        return orjson.dumps({"data": {"customers": {"nodes": shown}}})

    def customers(self, rows: list[Row], size: int) -> list[dict[str, Any]]:
        ids = json.dumps([row[0] for row in rows])
        standings = read_standings(self.connection, ids, self.context.now)
        payments = self.pages("payment_intent", "id, status, amount, currency, created_at", ids, size)
        subscriptions = self.pages(
            "subscription",
            "id, status, currency",
            ids,
            20,
            f"AND status = 'ACTIVE' AND (cancel_at IS NULL OR cancel_at > {int(self.context.now)})",
        )
        items = self.items([row[0] for page in subscriptions.values() for row in page])
        columns = "id, number, status, due_at, attempt_count, payment_processing, total, currency"
        invoices = self.pages("invoice", columns, ids, size)
        shown = []
        for customer_id, name, email, locale, *_ in rows:
            standing = standings[customer_id]
            shown.append(
                {
                    "id": customer_id,
                    "name": name,
                    "email": email,
                    "delinquent": standing.delinquent,
                    "nextBillingAt": moment(standing.first_at),
                    "totals": [totals(*each, locale, is_page=size == 20) for each in sorted(standing.totals.items())],
                    "paymentIntents": {"nodes": [payment(row, locale) for row in payments[customer_id]]},
                    "subscriptions": {
                        "nodes": [
                            subscription(row, items[row[0]], standing, locale, is_page=size == 20)
                            for row in subscriptions[customer_id]
                        ]
                    },
                    "invoices": {"nodes": [self.invoice(row, locale) for row in invoices[customer_id]]},
                }
            )
        return shown

    def pages(self, table: str, columns: str, ids: str, size: int, where: str = "") -> dict[str, list[Row]]:
        columns = ", ".join(f"child.{column}" for column in columns.split(", "))
        sql = PAGE.format(columns=columns, table=table, mine=MINE, where=where, size=size)
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.connection.execute(sql, [ids]):
            found[row[-1]].append(row)
        return found

    def items(self, ids: list[str]) -> dict[str, list[Row]]:
        sql = f"""SELECT i.subscription_id, i.quantity, i.amount, p.name, p.product_name, p.amount, p.currency,
            p.interval, p.interval_count
            FROM subscription_item i JOIN plan p USING (project_id, live_mode)
            WHERE {MINE} AND p.id = i.plan_id AND i.subscription_id IN (SELECT value FROM json_each(?))
            ORDER BY i.subscription_id, i.position"""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.connection.execute(sql, [json.dumps(ids)]):
            found[row[0]].append(row)
        return found

    def invoice(self, row: Row, locale: str | None) -> dict[str, Any]:
        invoice_id, number, text, due_at, attempts, is_processing, total, currency, _ = row
        status = InvoiceStatus(text)
        return {
            "id": invoice_id,
            "number": number,
            "status": text,
            "overdue": is_overdue(status, due_at, attempts, is_processing, self.context.now),
            "total": {"formatted": amount_text(total, currency, locale)},
            "pdfUrl": pdf_url(invoice_id, status, self.context),
        }


def payment(row: Row, locale: str | None) -> dict[str, Any]:
    payment_id, status, amount, currency, created_at, _ = row
    formatted = amount_text(amount, currency, locale)
    return {"id": payment_id, "status": status, "amount": {"formatted": formatted}, "createdAt": rfc3339(created_at)}


def totals(code: str, sums: Sums, locale: str | None, *, is_page: bool) -> dict[str, Any]:
    recurring = round(sums.recurring)
    if is_page:
        return {
            "currency": code,
            "paid": {"formatted": amount_text(sums.paid, code, locale)},
            "due": {"decimal": decimal_text(sums.due, code)},
            "overdue": {"decimal": decimal_text(sums.overdue, code)},
            "monthlyRecurring": {"amountMinor": recurring},
        }
    return {
        "currency": code,
        "paid": {"formatted": amount_text(sums.paid, code, locale)},
        "due": {"formatted": amount_text(sums.due, code, locale)},
        "overdue": {"formatted": amount_text(sums.overdue, code, locale)},
        "monthlyRecurring": {"formatted": amount_text(recurring, code, locale)},
    }


def subscription(
    row: Row, items: list[Row], standing: Standing, locale: str | None, *, is_page: bool
) -> dict[str, Any]:
    subscription_id, status, currency, _ = row
    next_at = moment(standing.next_at[subscription_id])
    _, quantity, _, name, product_name, plan_amount, plan_currency, *_ = items[0]
    is_sum = len({item[7:] for item in items}) == 1 and all(item[2] is not None for item in items)
    amount = money(sum(item[2] for item in items) if is_sum else None, currency, locale)
    price = money(plan_amount, plan_currency, locale)
    if is_page:
        plan = {"name": name, "productName": product_name, "amount": price}
        return {
            "id": subscription_id,
            "status": status,
            "nextBillingAt": next_at,
            "quantity": quantity,
            "amount": amount,
            "plan": plan,
        }
    counts = [{"quantity": item[1]} for item in items]
    return {
        "id": subscription_id,
        "nextBillingAt": next_at,
        "amount": amount,
        "plan": {"name": name, "amount": price},
        "items": counts,
    }


def money(amount: int | None, currency: str, locale: str | None) -> dict[str, str] | None:
    return None if amount is None else {"formatted": amount_text(amount, currency, locale)}


def moment(at: Instant | None) -> str | None:
    return None if at is None else rfc3339(at)
