"""The seller at issue: copied once from the project when an invoice is first seen as issued."""

from sqlalchemy import select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.access.project import SELLER_PARTS
from models.billing.invoice import InvoiceStatus
from models.tables import METADATA


async def keep_seller(target: Target, records: list[Record]) -> None:
    """Gives issued invoices their seller, unless they have one."""
    project, invoice = METADATA.tables["project"], TABLES["invoice"]
    parts = select(*(project.c[part] for part in SELLER_PARTS)).where(project.c.id == target.project_id)
    seller = (await target.connection.execute(parts)).mappings().one()
    statement = (
        update(invoice)
        .where(target.covers(invoice, "id", [record.id for record in records]))
        .where(invoice.c.status != InvoiceStatus.DRAFT, invoice.c.seller.is_(None))
        .values(seller=dict(seller))
    )
    await target.connection.execute(statement)
