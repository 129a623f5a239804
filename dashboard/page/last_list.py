"""The view of the list of customers that a browser showed last, which ways back lead to: kept in a cookie."""

from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from dashboard.page.paging import AFTER, BEFORE
from dashboard.page.query import Query

JUMP = "at"
PARAMETERS = frozenset(
    {"search", "subscriptions", "invoices", "risk", "metadata", "from", "to", "order", JUMP, AFTER, BEFORE}
)
"""The parameters of the list's URL."""

# A longer view, of a search with thousands of signs, is not kept: browsers keep cookies of four kilobytes.
_MOST_CHARACTERS = 3_000


def last_list_cookie(request: Request[Any], query: Query, *, live_mode: bool) -> str:
    """The Set-Cookie value that keeps the view until the browser is closed."""
    _, _, view = query.link().partition("?")
    secure = "; Secure" if request.url.scheme == "https" else ""
    kept = view if len(view) <= _MOST_CHARACTERS else ""
    return f"{_name(live_mode)}={kept}; Path=/dashboard; HttpOnly; SameSite=Lax{secure}"


def last_list_url(request: Request[Any], customers_url: str, *, live_mode: bool) -> str:
    """The URL of the view; of the whole list where none is kept."""
    kept = request.cookies.get(_name(live_mode), "")[:_MOST_CHARACTERS]
    return Query.read(customers_url, dict(parse_qsl(kept)), PARAMETERS).link()


def forget_last_lists(response: Response) -> None:
    """What somebody looked for is not kept after they have signed out."""
    for live_mode in (True, False):
        response.delete_cookie(_name(live_mode), "/dashboard")


def _name(live_mode: bool) -> str:
    return "calmony_list" if live_mode else "calmony_test_list"
