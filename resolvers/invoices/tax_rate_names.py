"""What the tax rates of invoices are called."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, case, func, select, type_coerce

from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.tax import TaxRate, said_at
from models.scoped import same_scope
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


@dataclass(frozen=True)
class NamesOfTaxRates:
    """A batch keyed by the invoice's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[dict[str, str | None]]:
        """The names by the rates' ids, of those that the invoice names and that are known.

        An invoice that is issued has those of its issue.
        """
        found: dict[str, dict[str, str | None]] = defaultdict(dict)
        for invoice_id, issued_at, rate_id, name, seen in await reads.fetch(_named_rates, keys=keys):
            found[invoice_id][rate_id] = said_at(issued_at, seen).get("name", name)
        return [found[key] for key in keys]


NAMES_OF_TAX_RATES = NamesOfTaxRates()


def _named_rates(scope: Scope) -> Select[Any]:
    # A project has few rates: each is looked for in the text of the invoice's taxes, whatever the database.
    invoice, rate = scope.table(Invoice, "invoice"), scope.table(TaxRate, "rate")
    is_named = type_coerce(invoice.c.taxes, Text).contains(rate.c.id)
    at_issue = func.coalesce(invoice.c.effective_at, invoice.c.issued_at, invoice.c.created_at)
    issued_at = case((invoice.c.status != InvoiceStatus.DRAFT, at_issue))
    return (
        select(invoice.c.id, issued_at, rate.c.id, rate.c.name, rate.c.seen)
        .select_from(invoice.join(rate, same_scope(invoice, rate) & is_named))
        .where(scope.bounds(invoice), among(invoice.c.id, "keys", scope.dialect))
    )
