"""Links to files that open nothing any more, though their signature is right."""

from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by_no_customer
from models.values.instant import Instant


class RevokedLink(SQLModel, table=True):
    """Of the subject with this hash, the links that expire until `expires_until` are revoked; see `revocations`.

    What is revoked is a hash: neither a token nor whose it was can be read here.
    """

    __tablename__ = "revoked_link"
    __table_args__ = owned_by_no_customer()

    subject_hash: str = columns.text(primary_key=True)
    expires_until: Instant = columns.instant(index=True)
    revoked_at: Instant = columns.instant()
