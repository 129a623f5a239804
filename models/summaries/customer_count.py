"""How many customers have which facets, by when they were created: in spans of an hour and longer, and in all time."""

from typing import Any, Final

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import Scoped
from models.summaries.stored_by_key import STORED_BY_KEY
from models.values.instant import HOUR, Instant

EVER: Final = 1 << 62
"""Longer than all that happens: it begins in 1970."""
WIDTHS: Final = (HOUR, 16 * HOUR, 256 * HOUR, 4_096 * HOUR, EVER)
"""How long spans are. They begin at multiples of that, counted from 1970."""
CHANGE: Final = 0
ANYBODY: Final = -1


class CustomerCount(Scoped, table=True):
    """How many customers who have these facets, stored, were created in the span of this width from `begins_at` on.

    Where `facets` is ANYBODY it is how many were, whatever they have. A row whose width is CHANGE is what one
    transaction changed of the hour that begins then: `id` tells it from others', so that no two transactions write the
    same row. Until upkeep adds changes to the spans that they are in (`resolvers.summaries.folding`), reads do.
    """

    __tablename__ = "customer_count"
    __table_args__ = (owned_by_no_customer() | STORED_BY_KEY,)

    width: int = columns.amount(primary_key=True)
    facets: int = columns.amount(primary_key=True)
    begins_at: Instant = columns.instant(primary_key=True)
    id: str = columns.text(primary_key=True)
    how_many: int = columns.amount()


def begin_of(moment: Any, width: int) -> Any:
    """When the span of this width begins that the moment is in; for a column, the expression for it."""
    # Where databases divide, a moment before 1970 leaves less than nothing.
    return moment - (moment % width + width) % width
