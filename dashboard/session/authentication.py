"""What the pages need from the application to authenticate operators."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from starlette.requests import Request

from models.access.viewer import Role, Viewer
from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in operator; `live` is their viewer for live data, `csrf_token` is part of their forms."""

    live: Viewer
    csrf_token: str

    @property
    def email(self) -> str:
        """The operator's e-mail address, which changes record as their author."""
        return self.live.name

    @property
    def role(self) -> Role:
        """The role, for live and test data alike."""
        return self.live.role

    @property
    def project_name(self) -> str:
        """The name of their project."""
        return self.live.project_name

    def viewer(self, live_mode: bool) -> Viewer:
        """Their viewer for live or for test data."""
        return replace(self.live, live_mode=live_mode)


class FormToken(NamedTuple):
    """A token for a form without a session. `set_cookie` ties it to the browser; None if it is tied already."""

    csrf_token: str
    set_cookie: str | None


class TooManyAttempts(Exception):
    """Too many failed attempts to sign in; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts to sign in.")
        self.retry_after = retry_after


class Authentication(NamedTuple):
    """The application's functions for sessions.

    `sign_in` takes an e-mail address and a password and returns the Set-Cookie value of a new session, or None if
    they are wrong; it raises TooManyAttempts. `sign_out` ends the session and returns the Set-Cookie value that
    removes it. `read_body` limits the size of a form. `host` is the public host name of the service, `seconds`
    how long a page may take.
    """

    identify: Callable[[Request[Any]], Awaitable[Session | None]]
    issue_form_token: Callable[[Request[Any]], FormToken]
    sign_in: Callable[[Request[Any], str, str], Awaitable[str | None]]
    sign_out: Callable[[Request[Any]], Awaitable[str]]
    read_body: Callable[[Request[Any]], Awaitable[bytes]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]
    host: str
    seconds: float
