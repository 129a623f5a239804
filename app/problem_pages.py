"""What somebody at the operator's pages sees when the service refuses or fails."""

from collections.abc import Mapping

from starlette.responses import Response

from app.outcomes import note_outcome
from dashboard.page import error_page
from schema.errors import error_body

_ROOT = "/dashboard"
_TITLES = {
    404: "There is no such page",
    405: "This page can’t be asked for that way",
    429: "That was a little fast",
    500: "Something went wrong on our side",
    503: "The service is busy at the moment",
}


def is_page(path: str) -> bool:
    """Whether people look at what is answered there."""
    return path == _ROOT or path.startswith(f"{_ROOT}/")


def problem_page(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The refusal as a page; `code` is the request's outcome, as it is of the same refusal in GraphQL."""
    note_outcome(error_body(message, code))
    return error_page(status, _TITLES.get(status, "That did not work"), message, headers)
