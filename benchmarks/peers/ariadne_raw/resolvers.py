"""What each field gives that does not stand in its row by its own name."""

from typing import Any

import orjson
from ariadne import ObjectType, QueryType, ScalarType
from graphql import GraphQLResolveInfo

from benchmarks.peers.ariadne_raw.loaders import Reads, Row
from models.values.instant import rfc3339

Info = GraphQLResolveInfo[Reads]

query = QueryType()
customer = ObjectType("Customer")
payment_intent = ObjectType("PaymentIntent")
billing_subscription = ObjectType("BillingSubscription")
plan = ObjectType("Plan")
invoice = ObjectType("Invoice")
address = ObjectType("Address")
# Ariadne would look for line_1.
address.set_alias("line1", "line1")
BINDABLES = (
    query,
    customer,
    payment_intent,
    billing_subscription,
    plan,
    invoice,
    address,
    ScalarType("DateTime", serializer=rfc3339),
)


@query.field("customer")
async def resolve_customer(_: None, info: Info, id: str) -> Row | None:
    rows = await info.context.fetch("customer", id=id)
    return rows[0] if rows else None


@query.field("customers")
async def resolve_customers(_: None, info: Info, first: int) -> Row:
    return {"nodes": await info.context.fetch("customers", first=first)}


@customer.field("address")
def resolve_address(row: Row, _: Info) -> Any:
    return row["address"] and orjson.loads(row["address"])


@customer.field("paymentIntents")
async def resolve_payment_intents(row: Row, info: Info, first: int) -> Row:
    return {"nodes": await info.context.page("payment_intents", first=first).load(row["id"])}


@customer.field("subscriptions")
async def resolve_subscriptions(row: Row, info: Info, first: int, status: str | None = None) -> Row:
    return {"nodes": await info.context.page("subscriptions", first=first, status=status).load(row["id"])}


@customer.field("invoices")
async def resolve_invoices(row: Row, info: Info, first: int) -> Row:
    return {"nodes": await info.context.page("invoices", first=first).load(row["id"])}


@billing_subscription.field("plan")
async def resolve_plan(row: Row, info: Info) -> Row:
    found: Row = await info.context.plans.load(row["id"])
    return found


@payment_intent.field("amount")
@plan.field("amount")
def resolve_amount(row: Row, _: Info) -> Row:
    return {"amount_minor": row["amount"], "currency": row["currency"]}


@invoice.field("total")
def resolve_total(row: Row, _: Info) -> Row:
    return {"amount_minor": row["total"], "currency": row["currency"]}


@invoice.field("amountDue")
def resolve_amount_due(row: Row, _: Info) -> Row:
    return {"amount_minor": row["amount_due"], "currency": row["currency"]}
