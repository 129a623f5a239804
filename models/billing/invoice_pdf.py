"""A stored version of an invoice's PDF; the file store has its bytes, by their hash."""

from models import columns
from models.ownership import owned_through
from models.scoped import Scoped, references
from models.values.instant import Instant


class InvoicePdf(Scoped, table=True):
    """The first file that was rendered for an invoice's content. It is written once and never replaced.

    `content_key` is the digest of what the PDF shows. `state_key` is a digest that needs no invoice lines; it is
    the last one that this version was found for. `sha256` (hex) and `size` (bytes) describe the file. If a file is
    lost and rendering now gives other bytes, they get a row with the next `remake`, and `instead_of` has the lost
    file's hash. `overdue` tells that it is the PDF of the overdue invoice; null on a row of a release that printed
    those no other way.
    """

    __tablename__ = "kept_document"
    __table_args__ = (references("invoice_id", "invoice"), owned_through("invoice_id", "invoice"))

    invoice_id: str = columns.text(primary_key=True)
    content_key: str = columns.text(primary_key=True)
    remake: int = columns.amount(primary_key=True)
    state_key: str = columns.text()
    sha256: str = columns.text()
    size: int = columns.amount()
    instead_of: str | None = columns.text(default=None)
    kept_at: Instant = columns.instant()
    overdue: bool | None = None
