"""The amounts of Stripe's invoice; what an invoice leaves out follows from the rest."""

from intake.shapes.fields import Fields
from intake.shapes.limits import INT64
from intake.shapes.taxes import read_taxes, sum_amounts, sum_taxes_on_top
from intake.shapes.translated import Row
from models.billing.invoice import InvoiceStatus


def read_amounts(fields: Fields, status: InvoiceStatus, lines: list[Row]) -> dict[str, int]:
    """The amount columns in minor units; Refused when one is beyond 64 bits."""
    taxes = read_taxes(fields, "total_taxes", "total_tax_amounts") or []
    subtotal = _read(fields, "subtotal", sum(line["amount"] for line in lines))
    total = _read(fields, "total", subtotal + sum_taxes_on_top(taxes))
    due = _read(fields, "amount_due", max(0, total))
    paid = _read(fields, "amount_paid", due if status is InvoiceStatus.PAID else 0)
    amounts = {
        "subtotal": subtotal,
        "tax": _read(fields, "tax", sum_amounts(taxes)),
        "total": total,
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": _read(fields, "amount_remaining", max(0, due - paid)),
    }
    for name, amount in amounts.items():
        if amount not in INT64:
            raise fields.refuse(name, "is beyond 64 bits")
    return amounts


def _read(fields: Fields, name: str, derived: int) -> int:
    amount = fields.whole(name)
    return derived if amount is None else amount
