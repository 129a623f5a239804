"""A kept document: the bytes of one version of an invoice's PDF, by their hash."""

from models import columns
from models.scoped import Scoped, references
from models.values.instant import Instant


class KeptDocument(Scoped, table=True):
    """The first bytes that were made of what an invoice said; written once, and for good.

    `content_key` is the digest of what is printed, `state_key` one of what was last seen to lead to it, which is
    found without reading the lines. `sha256` in hex and `size` in bytes are the file's. Where kept bytes were
    lost and rendering gives others today, those get a row of their own: the next `remake`, and in `instead_of`
    the hash of the lost ones.
    """

    __tablename__ = "kept_document"
    __table_args__ = (references("invoice_id", "invoice"),)

    invoice_id: str = columns.text(primary_key=True)
    content_key: str = columns.text(primary_key=True)
    remake: int = columns.amount(primary_key=True)
    state_key: str = columns.text()
    sha256: str = columns.text()
    size: int = columns.amount()
    instead_of: str | None = columns.text(default=None)
    kept_at: Instant = columns.instant()
