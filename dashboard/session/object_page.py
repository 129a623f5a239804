"""The page of one object: found by the id in its URL, read, and rendered; or an error page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.responses import Response

from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.session.view_errors import cannot_be_shown, not_found
from resolvers.belongs_to import BelongsTo
from resolvers.errors import BadInput

Model = TypeVar("Model", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class ObjectPage(Generic[Model]):
    """`name` is what its readers call the object: the template and the parameter of the route are named for it.

    `read` reads what the template shows as `page`; `parameters` are those of the page's URL.
    """

    name: str
    relation: BelongsTo[Model]
    url_of: Callable[[View, str], str]
    parameters: frozenset[str]
    read: Callable[[View, Query, Model], Awaitable[Any]]
    headers: Mapping[str, str] | None = None

    async def show(self, request: Request[Any], view: View) -> Response:
        """The page; 404 for an object that is not in this project and mode, 400 for an invalid URL."""
        object_id = request.path_params[f"{self.name}_id"]
        row = await view.context.loaders.load(self.relation, object_id)
        if row is None:
            return not_found(view, self.name)
        query = Query.read(self.url_of(view, object_id), request.query_params, self.parameters)
        try:
            page = await self.read(view, query, row)
        except BadInput as problem:
            return cannot_be_shown(view, problem)
        return html_page(f"{self.name}.html", headers=self.headers, view=view, page=page)
