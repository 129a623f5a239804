"""The first description of a seller counts for the invoices that came in before it."""

from sqlmodel import col, exists, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.access.project import Project, is_described
from models.billing.invoice import Invoice
from models.billing.invoice_pdf import InvoicePdf


async def describe_earlier_invoices(session: AsyncSession, project: Project) -> None:
    """Gives the project as it is to the issued invoices that kept a bare name, unless their PDF was opened."""
    of_project = col(Invoice.project_id) == project.id
    kept = await session.exec(select(Invoice.seller).where(of_project, col(Invoice.seller).is_not(None)).distinct())
    bare = [seller for seller in kept.all() if not is_described(seller or {})]
    if not bare:
        return
    has_pdf = exists().where(
        col(InvoicePdf.project_id) == col(Invoice.project_id),
        col(InvoicePdf.live_mode) == col(Invoice.live_mode),
        col(InvoicePdf.invoice_id) == col(Invoice.id),
    )
    unopened = update(Invoice).where(of_project, col(Invoice.seller).in_(bare), ~has_pdf)
    await session.exec(unopened.values(seller=project.as_seller()))
