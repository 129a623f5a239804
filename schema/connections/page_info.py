"""PageInfo: the position of a page in its list."""

from typing import Any

import strawberry

from schema.connections.page_parts import CursorAt, HasMore, PageOfList
from schema.declarations.field import DECLARED


def _of_page(declared: HasMore | CursorAt, description: str) -> Any:
    return strawberry.field(description=description, metadata={DECLARED: declared})


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = _of_page(HasMore("has_next"), "Whether more follows: ask again with `after: endCursor`.")
    has_previous_page: bool = _of_page(
        HasMore("has_previous"), "Whether something comes before: ask again with `before: startCursor`."
    )
    start_cursor: str | None = _of_page(CursorAt(0), "The first row's cursor; null on an empty page.")
    end_cursor: str | None = _of_page(CursorAt(-1), "The last row's cursor; null on an empty page.")


def page_info_of(page: PageOfList) -> PageInfo:
    """The information about a page, as its fields declare it."""
    return PageInfo(**{name: declared.value(page) for name, declared in _FIELDS.items()})


_FIELDS: dict[str, Any] = {
    field.python_name: field.metadata[DECLARED]
    for field in PageInfo.__strawberry_definition__.fields  # type: ignore[attr-defined]
}
