"""Builders of invoices, credit notes, their lines and their kept PDFs."""

from decimal import Decimal
from typing import Any

from models.billing.credit_note import CreditNote, CreditNoteLine, CreditNoteStatus
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_pdf import InvoicePdf
from models.values.instant import DAY
from tests.factories.scopes import NOW, scope


def make_invoice(customer: Customer, nth: int = 1, **overrides: Any) -> Invoice:
    total = overrides.get("total", 1200)
    paid = overrides.get("status", InvoiceStatus.PAID) == InvoiceStatus.PAID
    values = {
        **scope(customer),
        "id": f"in_{customer.id.removeprefix('cus_')}_{nth}",
        "customer_id": customer.id,
        "number": f"{customer.id.upper()}-{nth:04}",
        "status": InvoiceStatus.PAID,
        "currency": "GBP",
        "subtotal": total,
        "tax": 0,
        "total": total,
        "amount_due": total,
        "amount_paid": total if paid else 0,
        "amount_remaining": 0 if paid else total,
        "buyer": {"name": customer.name, "email": customer.email},
        "created_at": NOW - nth * DAY,
        "issued_at": NOW - nth * DAY,
        "due_at": NOW + 14 * DAY,
        "paid_at": NOW if paid else None,
    }
    return Invoice(**values | overrides)


def make_line(invoice: Invoice, position: int = 0, **overrides: Any) -> InvoiceLine:
    values = {
        **scope(invoice),
        "invoice_id": invoice.id,
        "position": position,
        "id": f"il_{invoice.id}_{position}",
        "description": f"Beans {position}",
        "quantity": 1,
        "unit_amount": Decimal(1200),
        "amount": 1200,
        "tax": 0,
        "currency": invoice.currency,
    }
    return InvoiceLine(**values | overrides)


KEPT = {
    "content_key": "content 1",
    "remake": 0,
    "state_key": "state 1",
    "sha256": "a" * 64,
    "size": 1000,
    "kept_at": NOW,
}


def make_kept(invoice: Invoice, **overrides: Any) -> InvoicePdf:
    values = {**scope(invoice), "invoice_id": invoice.id, **KEPT}
    return InvoicePdf(**values | overrides)


def make_kept_credit_note(note: CreditNote) -> CreditNotePdf:
    return CreditNotePdf(**scope(note), credit_note_id=note.id, **KEPT)


def make_credit_note(invoice: Invoice, nth: int = 1, **overrides: Any) -> CreditNote:
    values = {
        **scope(invoice),
        "id": f"cn_{invoice.id.removeprefix('in_')}_{nth}",
        "customer_id": invoice.customer_id,
        "invoice_id": invoice.id,
        "number": f"{invoice.number}-CN-{nth:02}",
        "status": CreditNoteStatus.ISSUED,
        "currency": invoice.currency,
        "subtotal": 200,
        "discount": 0,
        "shipping": 0,
        "tax": 0,
        "taxes": [],
        "total": 200,
        "pre_payment_amount": 0,
        "post_payment_amount": 200,
        "lines_complete": True,
        "created_at": invoice.created_at + nth,
        "issued_at": invoice.created_at + nth,
    }
    return CreditNote(**values | overrides)


def make_credit_note_line(note: CreditNote, position: int = 0, **overrides: Any) -> CreditNoteLine:
    values = {
        **scope(note),
        "credit_note_id": note.id,
        "position": position,
        "id": f"cnli_{note.id.removeprefix('cn_')}_{position}",
        "description": "Beans",
        "amount": 200,
        "discount": 0,
        "tax": 0,
    }
    return CreditNoteLine(**values | overrides)
