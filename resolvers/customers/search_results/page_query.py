"""What is asked of a page of a search's results."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from resolvers.batches import Columns
from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from storage.statement import Row


class PageQuery(NamedTuple):
    """`fetch` reads the customers' rows with `columns`: `reads.fetch` or `reads.fetch_stored`.

    `given` are the parts of the filter, but for the one that finds the results; `values` are those of the filter and of
    the page.
    """

    reads: Reads
    fetch: Callable[..., Awaitable[list[Row]]]
    columns: Columns
    given: FilterParts
    request: PageRequest
    values: dict[str, Any]

    @property
    def size(self) -> int:
        """How many rows are read."""
        return int(self.values["page_limit"])
