"""An issued invoice with everything that its PDF shows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from models.access.project import SELLER_PARTS, Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus, has_pdf
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from models.hydration import hydrate
from resolvers.context import RequestContext
from resolvers.invoices.tax_rates import read_tax_rates
from resolvers.relations import CUSTOMER, INVOICE
from resolvers.scopes import Scope
from resolvers.signing.invoice_links import InvoiceAddress


class IssuedInvoice(NamedTuple):
    """An invoice with all its lines in order, its customer, its project, and the tax rates it names by their ids."""

    invoice: Invoice
    lines: list[InvoiceLine]
    customer: Customer
    project: Project
    rates: Mapping[str, TaxRate] = MappingProxyType({})


async def get_issued_invoice(context: RequestContext, invoice_id: str) -> IssuedInvoice | None:
    """The invoice; None for an unknown id, someone else's invoice or a draft."""
    # First, because a snapshot begins at its first read: what is committed before the lines are read is then in it.
    lines = await context.reads.fetch(_all_lines, invoice_id=invoice_id)
    invoice = await context.loaders.load(INVOICE, invoice_id)
    if invoice is None or not has_pdf(invoice.status):
        return None
    customer = await context.loaders.load(CUSTOMER, invoice.customer_id)
    if customer is None:
        return None
    [project] = hydrate(Project, await context.reads.fetch(_own_project))
    rows = hydrate(InvoiceLine, lines)
    return IssuedInvoice(invoice, rows, customer, project, await read_tax_rates(context.reads, invoice_id))


def pdf_url(invoice_id: str, status: InvoiceStatus, context: RequestContext) -> str | None:
    """The signed link to the invoice's PDF; None for a draft."""
    if not has_pdf(status):
        return None
    address = InvoiceAddress(context.viewer.project_id, context.viewer.live_mode, invoice_id)
    return context.invoice_links.url(address, context.now)


def buyer_at_issue(issued: IssuedInvoice) -> dict[str, Any]:
    """The buyer at issue, in the shape of `Invoice.buyer`.

    Parts that an old import lacks are filled in from today's customer.
    """
    today, at_issue = issued.customer, issued.invoice.buyer
    known: dict[str, Any] = {
        "name": today.name,
        "email": today.email,
        "phone": today.phone,
        "address": today.address,
        "tax_ids": today.tax_ids,
        "tax_exempt": None,
    }
    return {part: at_issue.get(part) or value for part, value in known.items()}


def seller_at_issue(issued: IssuedInvoice) -> Project:
    """The project with its name, address and tax ids at issue. Missing parts are today's."""
    today, at_issue = issued.project, issued.invoice.seller or {}
    return Project(**today.model_dump() | {part: at_issue.get(part) or getattr(today, part) for part in SELLER_PARTS})


def _all_lines(scope: Scope) -> Select[Any]:
    line = scope.table(InvoiceLine, "line")
    of_invoice = line.c.invoice_id == bindparam("invoice_id")
    return select(*line.c).where(scope.bounds(line), of_invoice).order_by(line.c.position)


def _own_project(scope: Scope) -> Select[Any]:
    project = scope.table(Project, "project")
    return select(*project.c).where(project.c.id == bindparam("project_id"))
