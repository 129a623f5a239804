"""What the search box asks for: hits to show below it, and where Enter leads."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.html import html_page
from dashboard.search_box.destinations import url_of_destination
from dashboard.search_box.hits import Hits, find_hits, list_recent
from dashboard.session.view import View
from dashboard.session.view_errors import not_found
from resolvers.errors import BadInput
from resolvers.search.destinations import find_destination


async def show_hits(request: Request[Any], view: View) -> Response:
    """A part of a page: the hits of `search`, or those viewed last where nothing is searched for."""
    text, problem, hits = _searched(request), None, Hits([])
    try:
        hits = await (find_hits(view, text) if text else list_recent(view))
    except BadInput as wrong:
        problem = str(wrong)
    status, all_url = 400 if problem else 200, _list_url(view, text)
    return html_page("hits.html", status, view=view, hits=hits, text=text, problem=problem, all_url=all_url)


async def open_hit(request: Request[Any], view: View) -> Response:
    """Leads to the only hit, else to the list of them all; a list that is narrowed otherwise is always shown."""
    text, others = _searched(request), {name: value for name, value in request.query_params.items() if value}
    if set(others) - {"search"}:
        return RedirectResponse(f"{view.customers_url}?{urlencode(others)}", 303)
    try:
        hits = await find_hits(view, text, 1) if text else Hits([])
    except BadInput:
        # The list says what is wrong.
        hits = Hits([])
    is_only = len(hits.shown) == 1 and not hits.has_more
    return RedirectResponse(hits.shown[0].url if is_only else _list_url(view, text), 303)


async def open_object(request: Request[Any], view: View) -> Response:
    """Leads to where an object is shown, by its id; 404 for one that is not in this project and mode."""
    object_id = request.path_params["object_id"]
    destination = await find_destination(view.context, object_id)
    if destination is None:
        return not_found(view, "object")
    return RedirectResponse(url_of_destination(view, destination, object_id), 303)


def _searched(request: Request[Any]) -> str:
    return request.query_params.get("search", "").strip()


def _list_url(view: View, text: str) -> str:
    return f"{view.customers_url}?{urlencode({'search': text})}" if text else view.customers_url
