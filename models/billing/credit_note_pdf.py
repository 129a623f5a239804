"""A stored version of a credit note's PDF; the file store has its bytes, by their hash."""

from models import columns
from models.ownership import owned_through
from models.scoped import Scoped, references
from models.values.instant import Instant


class CreditNotePdf(Scoped, table=True):
    """As `InvoicePdf`, of a credit note."""

    __tablename__ = "credit_note_pdf"
    __table_args__ = (references("credit_note_id", "credit_note"), owned_through("credit_note_id", "credit_note"))

    credit_note_id: str = columns.text(primary_key=True)
    content_key: str = columns.text(primary_key=True)
    remake: int = columns.amount(primary_key=True)
    state_key: str = columns.text()
    sha256: str = columns.text()
    size: int = columns.amount()
    instead_of: str | None = columns.text(default=None)
    kept_at: Instant = columns.instant()
