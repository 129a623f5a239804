"""Error pages of the operator who is signed in."""

from starlette.responses import Response

from dashboard.page.error_pages import error_page
from dashboard.session.view import View
from resolvers.errors import BadInput


def not_found(view: View, thing: str) -> Response:
    """The page for a `thing`, such as "invoice", that does not exist or is not in this project and mode."""
    mode = "live" if view.live_mode else "test"
    message = f"{view.session.project_name} has no {thing} with this ID in {mode} data."
    return error_page(404, f"{thing.capitalize()} not found", message, view=view)


def cannot_be_shown(view: View, problem: BadInput) -> Response:
    """The page for a URL whose parameters are invalid."""
    return error_page(400, "This page can’t be shown", str(problem), view=view)
