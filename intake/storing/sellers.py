"""The seller as it stood when an invoice was issued: written once, from the project as it is then."""

from sqlalchemy import select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.access.project import SELLER_PARTS
from models.billing.invoice import InvoiceStatus
from models.tables import METADATA


async def keep_seller(target: Target, records: list[Record]) -> None:
    """Give the issued ones among these invoices their seller, unless they have it."""
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
