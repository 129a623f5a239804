"""Pages of a list by the cursors that GraphQL uses too, as links to the pages before and after."""

from typing import Any, NamedTuple, TypeVar

from dashboard.page.query import Query
from resolvers.paging.cursors import Cursors
from resolvers.paging.page_requests import DEFAULT_PAGE_SIZE, PageRequest, request_page
from resolvers.paging.pages import Page

Row = TypeVar("Row")

AFTER, BEFORE = "after", "before"


class Pages(NamedTuple):
    """The links to the neighbours of a page, None where there is none, and what they are called."""

    previous: str | None
    next: str | None
    words: tuple[str, str] = ("← Newer", "Older →")


def read_page(query: Query, cursors: Cursors, model: Any, prefix: str = "") -> PageRequest:
    """The page that the URL asks for; raises BadInput for a cursor that is not of this list."""
    after, before = query.get(prefix + AFTER) or None, query.get(prefix + BEFORE) or None
    size = DEFAULT_PAGE_SIZE
    if before is not None:
        return request_page(cursors, model, None, None, size, before)
    return request_page(cursors, model, size, after, None, None)


def link_pages(query: Query, cursors: Cursors, page: Page[Row], prefix: str = "", anchor: str | None = None) -> Pages:
    """The links from a page to its neighbours, which keep everything else of the URL."""

    def link(side: str, row: Row) -> str:
        return query.link(anchor, **{prefix + AFTER: None, prefix + BEFORE: None, prefix + side: cursors.encode(row)})

    return Pages(
        link(BEFORE, page.rows[0]) if page.has_previous and page.rows else None,
        link(AFTER, page.rows[-1]) if page.has_next and page.rows else None,
    )
