"""Links to the previous and next page of a list, with the same cursors as in GraphQL."""

from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlmodel import SQLModel

from dashboard.page.query import Query
from resolvers.context import RequestContext
from resolvers.has_many import HasMany, PageOf
from resolvers.paging.cursors import Cursors
from resolvers.paging.page_requests import DEFAULT_PAGE_SIZE, PageRequest, request_page
from resolvers.paging.pages import Page

Row = TypeVar("Row")
Model = TypeVar("Model", bound=SQLModel)

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


async def read_rows(
    context: RequestContext,
    query: Query,
    name: str,
    relation: HasMany[Model],
    parent_id: str,
    statuses: tuple[StrEnum, ...] | None = None,
) -> tuple[Page[Model], Pages]:
    """The page of a parent's rows that the URL asks for in the parameters of this name, with the links around it.

    Raises BadInput.
    """
    prefix, cursors = f"{name}_", Cursors.of(context.viewer, relation.name, relation.order)
    request = read_page(query, cursors, relation.child, prefix)
    page = await context.loaders.load(PageOf(relation, request, statuses), parent_id)
    return page, link_pages(query, cursors, page, prefix, name)
