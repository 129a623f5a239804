"""What went wrong, as a page."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from dashboard.page.html import html_page

NOTHING_HERE = "There is no such page"

_TITLES = {
    404: NOTHING_HERE,
    405: NOTHING_HERE,
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available for now",
}


def is_page(path: str) -> bool:
    """Whether whoever asks for this path wants to read a page."""
    return path.startswith("/dashboard")


def error_page(
    status: int, title: str, message: str, headers: Mapping[str, str] | None = None, **values: Any
) -> Response:
    """A page that says what went wrong, and what to do; `values` as for any page."""
    return html_page("error.html", status, headers, title=title, message=message, **values)


def refusal_page(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """What the application refuses, or fails at, before a page of ours could say it."""
    return error_page(status, _TITLES.get(status, "That did not work"), message, headers)


def refuse_form() -> Response:
    """What a form gets that no page of ours has sent, or one from before the last sign-in."""
    message = "It was opened before you last signed in, or on another site. Go back, reload the page and try again."
    return error_page(403, "This form is no longer good", message)
