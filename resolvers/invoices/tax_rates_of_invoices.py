"""The tax rates that invoices and their lines name: what they are called, and how high they are."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, case, func, select, type_coerce

from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate, said_at
from models.scoped import same_scope
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


class NamedRate(NamedTuple):
    """What is shown of a rate; None is not known."""

    name: str | None
    percentage: Decimal | None


@dataclass(frozen=True)
class RatesOfInvoices:
    """A batch keyed by the invoice's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[dict[str, NamedRate]]:
        """By their ids, the rates that the invoice names and that are known.

        An invoice that is issued has the names of its issue. A rate's percentage never changes.
        """
        found: dict[str, dict[str, NamedRate]] = defaultdict(dict)
        for invoice_id, issued_at, rate_id, name, percentage, seen in await reads.fetch(_of_invoices, keys=keys):
            found[invoice_id][rate_id] = NamedRate(said_at(issued_at, seen).get("name", name), percentage)
        return [found[key] for key in keys]


@dataclass(frozen=True)
class RatesOfLines:
    """A batch keyed by the invoice's id: what its lines name."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[dict[str, NamedRate]]:
        """By their ids, the rates of lines that do not say the percentage themselves, of those that are known."""
        found: dict[str, dict[str, NamedRate]] = defaultdict(dict)
        for invoice_id, rate_id, name, percentage in await reads.fetch(_of_lines, keys=keys):
            found[invoice_id][rate_id] = NamedRate(name, percentage)
        return [found[key] for key in keys]


RATES_OF_INVOICES, RATES_OF_LINES = RatesOfInvoices(), RatesOfLines()


def _of_invoices(scope: Scope) -> Select[Any]:
    invoice, rate = scope.table(Invoice, "invoice"), scope.table(TaxRate, "rate")
    at_issue = func.coalesce(invoice.c.effective_at, invoice.c.issued_at, invoice.c.created_at)
    issued_at = case((invoice.c.status != InvoiceStatus.DRAFT, at_issue))
    return (
        select(invoice.c.id, issued_at, rate.c.id, rate.c.name, rate.c.percentage, rate.c.seen)
        .select_from(invoice.join(rate, _names(invoice, rate)))
        .where(scope.bounds(invoice), among(invoice.c.id, "keys", scope.dialect))
    )


def _of_lines(scope: Scope) -> Select[Any]:
    line, rate = scope.table(InvoiceLine, "line"), scope.table(TaxRate, "rate")
    return (
        select(line.c.invoice_id, rate.c.id, rate.c.name, rate.c.percentage)
        .distinct()
        .select_from(line.join(rate, _names(line, rate)))
        .where(scope.bounds(line), among(line.c.invoice_id, "keys", scope.dialect), line.c.tax_rate.is_(None))
    )


def _names(taxed: Any, rate: Any) -> Any:
    # A project has few rates: each is looked for in the text of the taxes, whatever the database.
    return same_scope(taxed, rate) & type_coerce(taxed.c.taxes, Text).contains(rate.c.id)
