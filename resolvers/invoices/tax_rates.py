"""The tax rates that invoices and their lines name."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, Text, and_, or_, select, type_coerce

from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from models.hydration import hydrate
from models.scoped import SCOPE
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


async def read_tax_rates(reads: Reads, invoice_ids: list[str]) -> dict[str, dict[str, TaxRate]]:
    """By the invoice's id, those that are known by their own ids."""
    rates: dict[str, dict[str, TaxRate]] = defaultdict(dict)
    for invoice_id, *row in await reads.fetch(_rates_of_invoices, keys=invoice_ids):
        [rate] = hydrate(TaxRate, [tuple(row)])
        rates[invoice_id][rate.id] = rate
    return rates


def _rates_of_invoices(scope: Scope) -> Select[Any]:
    # Rates belong to no customer, so that a customer's own viewer reaches them through the invoice alone. A project has
    # few: each is looked for in the text of the taxes, whatever the database.
    invoice, line, rate = (
        scope.table(Invoice, "invoice"),
        scope.table(InvoiceLine, "line"),
        scope.table(TaxRate, "rate"),
    )
    of_invoice = and_(*(invoice.c[name] == rate.c[name] for name in SCOPE))
    of_line = and_(*(line.c[name] == invoice.c[name] for name in SCOPE), line.c.invoice_id == invoice.c.id)
    is_on_line = select(line.c.position).where(of_line, type_coerce(line.c.taxes, Text).contains(rate.c.id)).exists()
    is_on_invoice = type_coerce(invoice.c.taxes, Text).contains(rate.c.id)
    return (
        select(invoice.c.id.label("of_invoice"), *rate.c)
        .select_from(invoice.join(rate, of_invoice))
        .where(scope.bounds(invoice), among(invoice.c.id, "keys", scope.dialect), or_(is_on_invoice, is_on_line))
    )
