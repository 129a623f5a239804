"""Two answers of the service, written by hand with sqlite3: query plans are measured against them."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson

from models.billing.invoice import InvoiceStatus, is_overdue
from models.billing.plan import BillingInterval, monthly_amount
from models.billing.subscription import DELINQUENT, RECURRING, SubscriptionStatus
from models.values.instant import Instant, rfc3339
from models.values.money import decimal_text
from models.values.money_text import amount_text
from resolvers.context import RequestContext
from resolvers.invoices.links import pdf_url

MINE = "project_id = 'prj_1' AND live_mode = 1"
LATE = "status = 'OPEN' AND (due_at < ? OR attempt_count > 0 AND NOT payment_processing)"
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
        standings = self.standings(ids)
        payments = self.pages("payment_intent", "id, status, amount, currency, created_at", ids, size)
        subscriptions = self.pages(
            "subscription",
            "id, status, current_period_end, trial_end, cancel_at, currency",
            ids,
            20,
            f"AND status = 'ACTIVE' AND (cancel_at IS NULL OR cancel_at > {int(self.context.now)})",
        )
        items = self.items([row[0] for page in subscriptions.values() for row in page])
        columns = "id, number, status, due_at, attempt_count, payment_processing, total, currency"
        invoices = self.pages("invoice", columns, ids, size)
        shown = []
        for customer_id, name, email, locale, *_ in rows:
            delinquent, next_at, totals = standings[customer_id]
            shown.append(
                {
                    "id": customer_id,
                    "name": name,
                    "email": email,
                    "delinquent": delinquent,
                    "nextBillingAt": next_at and rfc3339(next_at),
                    "totals": [self.totals(code, sums, locale, size) for code, sums in sorted(totals.items())],
                    "paymentIntents": {"nodes": [payment(row, locale) for row in payments[customer_id]]},
                    "subscriptions": {
                        "nodes": [
                            subscription(row, items[row[0]], locale, is_page=size == 20)
                            for row in subscriptions[customer_id]
                        ]
                    },
                    "invoices": {"nodes": [self.invoice(row, locale) for row in invoices[customer_id]]},
                }
            )
        return shown

    def totals(self, code: str, sums: list[Any], locale: str | None, size: int) -> dict[str, Any]:
        paid, due, overdue, recurring = sums
        recurring = round(recurring)
        if size == 20:
            return {
                "currency": code,
                "paid": {"formatted": amount_text(paid, code, locale)},
                "due": {"decimal": decimal_text(due, code)},
                "overdue": {"decimal": decimal_text(overdue, code)},
                "monthlyRecurring": {"amountMinor": recurring},
            }
        names = ("paid", "due", "overdue", "monthlyRecurring")
        texts = (amount_text(amount, code, locale) for amount in (paid, due, overdue, recurring))
        return {"currency": code, **{name: {"formatted": text} for name, text in zip(names, texts, strict=True)}}

    def pages(self, table: str, columns: str, ids: str, size: int, where: str = "") -> dict[str, list[Row]]:
        columns = ", ".join(f"child.{column}" for column in columns.split(", "))
        sql = PAGE.format(columns=columns, table=table, mine=MINE, where=where, size=size)
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.connection.execute(sql, [ids]):
            found[row[-1]].append(row)
        return found

    def items(self, ids: list[str]) -> dict[str, list[Row]]:
        sql = f"""SELECT i.subscription_id, i.quantity, i.amount, p.name, p.product_name, p.amount, p.currency
            FROM subscription_item i JOIN plan p USING (project_id, live_mode)
            WHERE {MINE} AND p.id = i.plan_id AND i.subscription_id IN (SELECT value FROM json_each(?))
            ORDER BY i.subscription_id, i.position"""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.connection.execute(sql, [json.dumps(ids)]):
            found[row[0]].append(row)
        return found

    def standings(self, ids: str) -> dict[str, Any]:
        now = self.context.now
        found: dict[str, Any] = defaultdict(lambda: [False, None, defaultdict(lambda: [0, 0, 0, 0])])
        sql = f"""SELECT customer_id, currency, SUM(amount_paid),
            SUM(CASE WHEN status = 'OPEN' THEN amount_remaining ELSE 0 END),
            SUM(CASE WHEN {LATE} THEN amount_remaining ELSE 0 END),
            SUM(CASE WHEN {LATE} THEN 1 ELSE 0 END)
            FROM invoice WHERE {MINE} AND customer_id IN (SELECT value FROM json_each(?))
            GROUP BY customer_id, currency"""
        for customer_id, currency, paid, due, overdue, late in self.connection.execute(sql, [now, now, ids]):
            found[customer_id][2][currency][:3] = paid, due, overdue
            found[customer_id][0] |= late > 0
        sql = f"""SELECT DISTINCT customer_id, currency FROM payment_intent
            WHERE {MINE} AND customer_id IN (SELECT value FROM json_each(?))"""
        for customer_id, currency in self.connection.execute(sql, [ids]):
            found[customer_id][2][currency]
        sql = f"""SELECT s.customer_id, i.currency, s.status, s.current_period_end, s.trial_end, s.cancel_at,
            i.amount, p.interval, p.interval_count FROM subscription s
            LEFT JOIN subscription_item i USING (project_id, live_mode)
            LEFT JOIN plan p USING (project_id, live_mode)
            WHERE {MINE} AND i.subscription_id = s.id AND p.id = i.plan_id
            AND s.customer_id IN (SELECT value FROM json_each(?))
            AND s.status != 'CANCELED' AND s.status != 'INCOMPLETE_EXPIRED'
            AND (s.cancel_at IS NULL OR s.cancel_at > ?)"""
        for customer_id, currency, text, end, trial, cancel, amount, interval, count in self.connection.execute(
            sql, [ids, now]
        ):
            standing, status = found[customer_id], SubscriptionStatus(text)
            at = charge_at(status, end, trial, cancel)
            standing[1] = min(filter(None, (standing[1], at)), default=None)
            standing[0] |= status in DELINQUENT
            recurring = monthly_amount(amount, BillingInterval(interval), count) if status in RECURRING else 0
            standing[2][currency][3] += recurring
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


def charge_at(status: SubscriptionStatus, end: int, trial: int | None, cancel: int | None) -> int | None:
    """When the customer is charged next: enough for subscriptions without a pause, a schedule and periods of items."""
    if status not in RECURRING and status is not SubscriptionStatus.TRIALING:
        return None
    at = trial or end if status is SubscriptionStatus.TRIALING else end
    return None if cancel is not None and cancel <= at else at


def subscription(row: Row, items: list[Row], locale: str | None, is_page: bool) -> dict[str, Any]:
    subscription_id, status, end, trial, cancel, currency, _ = row
    next_at = charge_at(SubscriptionStatus(status), end, trial, cancel)
    _, quantity, _, name, product_name, plan_amount, plan_currency = items[0]
    amount = {"formatted": amount_text(sum(item[2] for item in items), currency, locale)}
    price = {"formatted": amount_text(plan_amount, plan_currency, locale)}
    shown = {"id": subscription_id, "nextBillingAt": next_at and rfc3339(Instant(next_at))}
    if is_page:
        plan = {"name": name, "productName": product_name, "amount": price}
        return {
            "id": subscription_id,
            "status": status,
            "nextBillingAt": shown["nextBillingAt"],
            "quantity": quantity,
            "amount": amount,
            "plan": plan,
        }
    counts = [{"quantity": item[1]} for item in items]
    return {**shown, "amount": amount, "plan": {"name": name, "amount": price}, "items": counts}
