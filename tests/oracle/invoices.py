"""Which invoices are late, and what they say was paid and is still due.

docs.stripe.com/api/invoices/object and docs.stripe.com/invoicing/automatic-collection: an invoice that is charged
automatically has no due date; it is late once a charge was tried and none is under way.
"""

from dataclasses import dataclass

from tests.oracle.books import Books, StripeObject, id_of


@dataclass
class InvoiceTotals:
    paid: int = 0
    due: int = 0
    overdue: int = 0


def is_late(books: Books, invoice: StripeObject, now: int) -> bool:
    if invoice["status"] != "open":
        return False
    if invoice["due_date"] is not None and invoice["due_date"] < now:
        return True
    return invoice["attempt_count"] > 0 and not is_payment_under_way(books, invoice)


def is_payment_under_way(books: Books, invoice: StripeObject) -> bool:
    links = books.of("invoice_payment", "invoice", invoice)
    payments = [books.find("payment_intent", id_of(link["payment"]["payment_intent"])) for link in links]
    return any(payment is not None and payment["status"] == "processing" for payment in payments)


def totals_of(books: Books, customer: StripeObject, now: int) -> dict[str, InvoiceTotals]:
    found: dict[str, InvoiceTotals] = {}
    for invoice in books.of("invoice", "customer", customer):
        totals = found.setdefault(invoice["currency"], InvoiceTotals())
        totals.paid += invoice["amount_paid"]
        if invoice["status"] == "open":
            totals.due += invoice["amount_remaining"]
        if is_late(books, invoice, now):
            totals.overdue += invoice["amount_remaining"]
    return found
