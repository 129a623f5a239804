"""An issued invoice with everything that its PDF shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from models.access.project import SELLER_PARTS, Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, has_pdf, issued_on
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from models.hydration import hydrate
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.invoices.payments import Payment, read_payments
from resolvers.invoices.referenced_taxes import numbers_at, rates_at, read_account_tax_ids, read_tax_rates
from resolvers.reads import Reads
from resolvers.relations import CUSTOMER, INVOICE
from resolvers.scopes import Scope
from storage.statements import among


class IssuedInvoice(NamedTuple):
    """An invoice with all its lines in order, its customer, its project, and what it names, as that was at issue.

    `rates` are the tax rates by their ids, `numbers` the seller's tax numbers, `[{type, value}]`. `overdue` is what
    its PDF says. `payments` are those that succeeded, in their order. `revised` is the number of the invoice that it
    replaces or corrects.
    """

    invoice: Invoice
    lines: list[InvoiceLine]
    customer: Customer
    project: Project
    rates: Mapping[str, TaxRate] = MappingProxyType({})
    overdue: bool = False
    payments: Sequence[Payment] = ()
    revised: str | None = None
    numbers: Sequence[dict[str, str]] = ()


@dataclass(frozen=True)
class IssuedInvoices:
    """A batch keyed by the invoice's id; None for an unknown id, someone else's invoice or a draft."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[IssuedInvoice | None]:
        """The invoices without their payments: four statements, and one each for what some of them name.

        That are tax rates, the seller's tax numbers, and revised invoices.
        """
        # First, because a snapshot begins at its first read: what is committed before the lines are read is then in it.
        lines = await _read_lines(reads, keys)
        invoices = await INVOICE.load(reads, now, keys)
        issued = [invoice for invoice in invoices if invoice is not None and has_pdf(invoice.status)]
        if not issued:
            return [None] * len(keys)
        customers = await _read_customers(reads, now, issued)
        rates = await read_tax_rates(reads, [*issued, *chain.from_iterable(lines.values())])
        tax_ids = await read_account_tax_ids(reads, issued)
        revised = await _read_numbers(reads, now, issued)
        [project] = hydrate(Project, await reads.fetch(_own_project))
        found = {
            invoice.id: IssuedInvoice(
                invoice,
                lines[invoice.id],
                customer,
                project,
                rates_at(issued_on(invoice), rates),
                invoice.is_printed_overdue(now),
                revised=revised.get(invoice.from_invoice_id or ""),
                numbers=numbers_at(issued_on(invoice), invoice, tax_ids),
            )
            for invoice in issued
            if (customer := customers.get(invoice.customer_id)) is not None
        }
        return [found.get(key) for key in keys]


ISSUED_INVOICES = IssuedInvoices()


async def get_issued_invoice(context: RequestContext, invoice_id: str) -> IssuedInvoice | None:
    """The invoice with its payments; None for an unknown id, someone else's invoice or a draft."""
    issued = await context.loaders.load(ISSUED_INVOICES, invoice_id)
    return issued and issued._replace(payments=await read_payments(context.reads, invoice_id))


def buyer_at_issue(issued: IssuedInvoice) -> dict[str, Any]:
    """The buyer at issue, in the shape of `Invoice.buyer`; a part that the source did not name is today's."""
    today = issued.customer
    known: dict[str, Any] = {
        "name": today.name,
        "email": today.email,
        "phone": today.phone,
        "address": today.address,
        "tax_ids": today.tax_ids,
        "tax_exempt": None,
    }
    buyer = known | issued.invoice.buyer
    return buyer | {"tax_ids": buyer["tax_ids"] or []}


def seller_at_issue(issued: IssuedInvoice) -> Project:
    """The project as it was when the invoice was first stored as issued; today's where that was not kept."""
    today, at_issue = issued.project, issued.invoice.seller or {}
    parts = {part: at_issue[part] for part in SELLER_PARTS if part in at_issue}
    if issued.numbers:
        # The invoice names the numbers itself.
        parts |= {"tax_id": None, "tax_ids": list(issued.numbers)}
    return Project(**today.model_dump() | parts)


async def _read_lines(reads: Reads, keys: list[str]) -> dict[str, list[InvoiceLine]]:
    lines: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in hydrate(InvoiceLine, await reads.fetch(_all_lines, keys=keys)):
        lines[line.invoice_id].append(line)
    return lines


async def _read_numbers(reads: Reads, now: Instant, invoices: list[Invoice]) -> dict[str, str]:
    """Of the invoices that these revise; the id where the number is not known."""
    ids = sorted({invoice.from_invoice_id for invoice in invoices if invoice.from_invoice_id})
    found = await INVOICE.load(reads, now, ids) if ids else []
    return {each: each if invoice is None else invoice.name for each, invoice in zip(ids, found, strict=True)}


async def _read_customers(reads: Reads, now: Instant, invoices: list[Invoice]) -> dict[str, Customer]:
    ids = sorted({invoice.customer_id for invoice in invoices})
    return {customer.id: customer for customer in await CUSTOMER.load(reads, now, ids) if customer is not None}


def _all_lines(scope: Scope) -> Select[Any]:
    line = scope.table(InvoiceLine, "line")
    of_invoices = among(line.c.invoice_id, "keys", scope.dialect)
    return select(*line.c).where(scope.bounds(line), of_invoices).order_by(line.c.invoice_id, line.c.position)


def _own_project(scope: Scope) -> Select[Any]:
    project = scope.table(Project, "project")
    return select(*project.c).where(project.c.id == bindparam("project_id"))
