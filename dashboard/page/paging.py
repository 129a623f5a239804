"""Links to the previous and next page of a list, with the same cursors as in GraphQL."""

from typing import Any, NamedTuple, TypeVar

from dashboard.page.query import Query
from resolvers.paging.cursors import Cursors
from resolvers.paging.page_requests import DEFAULT_PAGE_SIZE, PageRequest, request_page
from resolvers.paging.pages import Page

Row = TypeVar("Row")

AFTER, BEFORE = "after", "before"


class Pages(NamedTuple):
    """The URLs of the previous and next page, None if there is none, and the texts of the links."""

    previous: str | None
    next: str | None
    words: tuple[str, str] = ("← Newer", "Older →")


def read_page(query: Query, cursors: Cursors, model: Any, prefix: str = "") -> PageRequest:
    """The page that the URL asks for; raises BadInput for a cursor of another list."""
    after, before = query.get(prefix + AFTER) or None, query.get(prefix + BEFORE) or None
    size = DEFAULT_PAGE_SIZE
    if before is not None:
        return request_page(cursors, model, None, None, size, before)
    return request_page(cursors, model, size, after, None, None)


def link_pages(query: Query, cursors: Cursors, page: Page[Row], prefix: str = "", anchor: str | None = None) -> Pages:
    """The links to the previous and next page; they keep all other parameters of the URL."""

    def link(side: str, row: Row) -> str:
        return query.link(anchor, **{prefix + AFTER: None, prefix + BEFORE: None, prefix + side: cursors.encode(row)})

    return Pages(
        link(BEFORE, page.rows[0]) if page.has_previous and page.rows else None,
        link(AFTER, page.rows[-1]) if page.has_next and page.rows else None,
    )
