"""Stripe's invoice as a row with its lines."""

from collections.abc import Callable
from typing import Any

from intake.shapes.address import read_address, read_tax_ids
from intake.shapes.discount import id_of_single, read_discount_amounts
from intake.shapes.fields import Fields
from intake.shapes.invoice_amounts import read_amounts
from intake.shapes.invoice_line import read_lines
from intake.shapes.neighbours import Neighbours
from intake.shapes.taxes import describe_taxes, read_taxes
from intake.shapes.translated import Row, Translated
from models.billing.invoice import InvoiceStatus
from models.values.instant import Instant

# The parts of the buyer that an invoice repeats, and how each is read.
_BUYER: tuple[tuple[str, str, Callable[[Fields, str], Any]], ...] = (
    ("name", "customer_name", Fields.text),
    ("email", "customer_email", Fields.text),
    ("phone", "customer_phone", Fields.text),
    ("address", "customer_address", read_address),
    ("tax_ids", "customer_tax_ids", read_tax_ids),
    ("tax_exempt", "customer_tax_exempt", Fields.text),
)


def translate_invoice(fields: Fields) -> Translated:
    """The row and its lines; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    identifier = fields.need(fields.identifier, "id")
    status = _read_status(fields)
    currency = fields.need(fields.currency, "currency")
    lines = read_lines(fields, identifier, currency, neighbours)
    taxes = read_taxes(fields, "total_taxes", "total_tax_amounts")
    row = {
        "customer_id": neighbours.need("customer", "customer"),
        "subscription_id": _read_subscription(fields, neighbours),
        "number": fields.identifier("number"),
        "status": status,
        "currency": currency,
        **read_amounts(fields, status, lines, taxes or []),
        "discounts": read_discount_amounts(fields, neighbours, "total_discount_amounts"),
        "taxes": None if taxes is None else describe_taxes(taxes, neighbours),
        "lines_complete": fields.has("lines") and not fields.is_cut_short("lines"),
        "description": fields.text("description"),
        "footer": fields.text("footer"),
        "custom_fields": _read_custom_fields(fields),
        "hosted_url": fields.text("hosted_invoice_url"),
        "account_tax_ids": neighbours.list_ids("account_tax_ids", "tax_id") or None,
        "from_invoice_id": _read_revised(fields),
        "buyer": _read_buyer(fields),
        **_read_dates(fields, status),
        **_read_collection(fields),
    }
    _expand(fields, neighbours, identifier)
    return Translated("invoice", identifier, row, {"invoice_line": lines}, neighbours.references, neighbours.expanded)


def _expand(fields: Fields, neighbours: Neighbours, identifier: str) -> None:
    told = {name: fields.source.get(name) for name in ("currency", "livemode", "created")}
    for payment in fields.children("payments") or []:
        if payment.has("id"):
            neighbours.expand("invoice_payment", payment, invoice=identifier, **told)
    for name in ("payment_intent", "charge"):
        neighbours.expand(name, fields.expanded(name), invoice=identifier)
    for name in ("default_payment_method", "default_source"):
        neighbours.find(name, "payment_method")
    neighbours.list_ids("discounts", "discount")
    neighbours.expand("discount", fields.expanded("discount"), id=id_of_single(identifier))


def _read_status(fields: Fields) -> InvoiceStatus:
    """Before 2018-11-08 an invoice had none: it was paid, forgiven, or still to be paid, or not attempted yet.

    One that was merely closed is still to be paid: `forgiven` became the status uncollectible, `closed` became
    `auto_advance: false`. See https://docs.stripe.com/changelog/2018-11-08.
    """
    if fields.has("status") or not (fields.has("paid") or fields.has("closed")):
        return fields.need(lambda name: fields.member(name, InvoiceStatus), "status")
    if fields.flag("paid"):
        return InvoiceStatus.PAID
    if fields.flag("forgiven"):
        return InvoiceStatus.UNCOLLECTIBLE
    return InvoiceStatus.DRAFT if fields.flag("attempted") is False else InvoiceStatus.OPEN


def _read_subscription(fields: Fields, neighbours: Neighbours) -> str | None:
    """On the invoice before 2025-03-31, on its parent since."""
    parent = fields.child("parent")
    details = parent and parent.child("subscription_details")
    for holder in (fields, details):
        subscription = holder and neighbours.find("subscription", "subscription", holder)
        if subscription:
            return subscription
    return None


def _read_buyer(fields: Fields) -> Row:
    """What the source says of it: null and an empty list are said as well."""
    return {part: read(fields, name) for part, name, read in _BUYER if name in fields.source}


def _read_revised(fields: Fields) -> str | None:
    origin = fields.child("from_invoice")
    return None if origin is None else origin.reference("invoice")


def _read_custom_fields(fields: Fields) -> list[Row] | None:
    named = ((field.text("name"), field.text("value")) for field in fields.children("custom_fields") or [])
    return [{"name": name, "value": value} for name, value in named if name and value] or None


def _read_dates(fields: Fields, status: InvoiceStatus) -> dict[str, Instant | None]:
    """Before 2019-03-14 an invoice's `created` was called `date`."""
    created = fields.moment("created") or fields.moment("date") or fields.need(fields.moment, "created")
    transitions = fields.child("status_transitions") or Fields({})
    effective = fields.moment("effective_at")
    issued = transitions.moment("finalized_at")
    if issued is None and status is not InvoiceStatus.DRAFT:
        issued = effective or created
    return {
        "created_at": created,
        "issued_at": issued,
        "due_at": fields.moment("due_date"),
        "paid_at": transitions.moment("paid_at"),
        "voided_at": transitions.moment("voided_at"),
        "uncollectible_at": transitions.moment("marked_uncollectible_at"),
        "effective_at": effective,
    }


def _read_collection(fields: Fields) -> Row:
    """How it is collected, and how often that was tried."""
    closed = fields.flag("closed")
    return {
        "collection_method": fields.text("collection_method") or fields.text("billing"),
        "auto_advance": fields.flag("auto_advance") if closed is None else not closed,
        "attempted": fields.flag("attempted"),
        "attempt_count": fields.whole("attempt_count"),
        "next_attempt_at": fields.moment("next_payment_attempt"),
    }
