"""Error pages."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from dashboard.page.html import html_page

NOTHING_HERE = "Page not found"

_TITLES = {
    404: NOTHING_HERE,
    405: NOTHING_HERE,
    429: "Too many requests",
    500: "Something went wrong",
    503: "Temporarily unavailable",
}


def is_page(path: str) -> bool:
    """Whether errors on this path are shown as a page."""
    return path.startswith("/dashboard")


def error_page(
    status: int, title: str, message: str, headers: Mapping[str, str] | None = None, **values: Any
) -> Response:
    """A page that says what went wrong and what to do; `values` are passed to the template."""
    return html_page("error.html", status, headers, title=title, message=message, **values)


def refusal_page(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The page for an error that the application raised outside our handlers."""
    return error_page(status, _TITLES.get(status, "That didn’t work"), message, headers)


def refuse_form() -> Response:
    """The page for a form that did not come from our pages, or is older than the last sign-in."""
    message = "It was opened before you last signed in, or on another site. Go back, reload the page and try again."
    return error_page(403, "This form has expired", message)
