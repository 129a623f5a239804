"""Stripe's credit note as a row with its lines."""

from intake.shapes.fields import Fields
from intake.shapes.invoice_line import read_quantity
from intake.shapes.neighbours import Neighbours
from intake.shapes.taxes import (
    describe_taxes,
    is_tax_included,
    read_tax_rate,
    read_tax_reason,
    read_taxes,
    sum_amounts,
    sum_billing_credits,
    sum_taxes,
)
from intake.shapes.translated import Row, Translated
from models.billing.credit_note import CreditNoteStatus
from models.values.money import plain_decimal


def translate_credit_note(fields: Fields) -> Translated:
    """The row and its lines; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    identifier = fields.need(fields.identifier, "id")
    invoice = fields.reference("invoice")
    customer = neighbours.find("customer", "customer")
    neighbours.expand("invoice", fields.expanded("invoice"))
    neighbours.expand("refund", fields.expanded("refund"))
    neighbours.find("customer_balance_transaction", "customer_balance_transaction")
    for refund in fields.children("refunds") or []:
        neighbours.expand("refund", refund.expanded("refund"))
    taxes = read_taxes(fields, "total_taxes", "tax_amounts") or []
    created = fields.need(fields.moment, "created")
    total = fields.whole("total")
    total = fields.need(fields.whole, "amount") if total is None else total
    discounts = fields.whole("discount_amount")
    row = {
        "customer_id": customer,
        "invoice_id": invoice,
        "number": fields.identifier("number"),
        "status": fields.need(lambda name: fields.member(name, CreditNoteStatus), "status"),
        "currency": fields.need(fields.currency, "currency"),
        "subtotal": _or(fields.whole("subtotal"), total),
        "discount": _or(discounts, sum_amounts(fields.children("discount_amounts") or [])),
        "billing_credits": sum_billing_credits(fields, "pretax_credit_amounts"),
        "shipping": _read_shipping(fields),
        "tax": sum_taxes(taxes),
        "taxes": describe_taxes(taxes, neighbours),
        "total": total,
        **_read_credited(fields, total),
        "reason": fields.text("reason"),
        "memo": fields.text("memo"),
        "lines_complete": not fields.is_cut_short("lines"),
        "created_at": created,
        "issued_at": fields.moment("effective_at") or created,
        "voided_at": fields.moment("voided_at"),
    }
    lines = [_translate_line(line, place, identifier) for place, line in enumerate(fields.children("lines") or [])]
    return Translated("credit_note", identifier, row, {"credit_note_line": lines}, expanded=neighbours.expanded)


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _read_shipping(fields: Fields) -> int:
    shipping = fields.child("shipping_cost")
    return _or(shipping.whole("amount_subtotal") if shipping else None, fields.whole("amount_shipping") or 0)


def _read_credited(fields: Fields, total: int) -> Row:
    """Before 2024 a note was of one type: all of it before the payment, or all of it after."""
    before = total if fields.text("type") == "pre_payment" else 0
    return {
        "pre_payment_amount": _or(fields.whole("pre_payment_amount"), before),
        "post_payment_amount": _or(fields.whole("post_payment_amount"), total - before),
    }


def _translate_line(line: Fields, position: int, note: str) -> Row:
    taxes = read_taxes(line, "taxes", "tax_amounts") or []
    tax_rate = read_tax_rate(line, taxes)
    quantity = read_quantity(line)
    unit = line.exact("unit_amount_decimal")
    unit = line.exact("unit_amount") if unit is None else unit
    return {
        "position": position,
        "id": line.identifier("id") or f"{note}/{position}",
        "invoice_line_id": line.reference("invoice_line_item"),
        "description": line.text("description") or "",
        "quantity": None if quantity is None else plain_decimal(quantity),
        "unit_amount": None if unit is None else plain_decimal(unit),
        "amount": line.need(line.whole, "amount"),
        "discount": line.whole("discount_amount") or 0,
        "tax": sum_taxes(taxes),
        "tax_rate": None if tax_rate is None else plain_decimal(tax_rate),
        "tax_reason": read_tax_reason(taxes),
        "tax_included": is_tax_included(taxes) or None,
    }
