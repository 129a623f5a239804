"""The events of an object's last second: which of them counts may change when another of that second comes."""

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import Scoped
from models.values.instant import Instant


class ImportedEvent(Scoped, table=True):
    """An event as it came, as JSON; `kind` and `object_id` name what it is about.

    A deleted object that is in no table leaves only these, so that an older version does not bring it back: where
    there was no event, one without an id.
    """

    __tablename__ = "imported_event"
    __table_args__ = (owned_by_no_customer(),)

    kind: str = columns.text(primary_key=True)
    object_id: str = columns.text(primary_key=True)
    event_id: str = columns.text(primary_key=True)
    created_at: Instant = columns.instant()
    source: str
