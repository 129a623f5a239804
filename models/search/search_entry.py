"""The table of the search: which texts find which customer."""

from sqlalchemy import Integer, SmallInteger
from sqlmodel import Field

from models import columns
from models.ownership import owned_by
from models.scoped import Scoped
from models.summaries.stored_by_key import STORED_BY_KEY
from models.values.instant import Instant


class SearchEntry(Scoped, table=True):
    """A text that finds a customer (`models.search.entries.Entry`), and how many objects of theirs say it.

    The key has the entries of a text in the order in which they are found, backwards: the best first, and of these the
    customer who was created last.
    """

    __tablename__ = "search_entry"
    __table_args__ = (owned_by("customer_id") | STORED_BY_KEY,)

    text: str = columns.text(primary_key=True)
    weight: int = Field(sa_type=SmallInteger, primary_key=True)
    created_at: Instant = columns.instant(primary_key=True)
    customer_id: str = columns.text(primary_key=True)
    fields: int = Field(sa_type=SmallInteger, primary_key=True)
    how_many: int = Field(sa_type=Integer)
