"""What the pages need of the application: who is signed in, and how that begins and ends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from starlette.requests import Request

from models.access.viewer import Role, Viewer
from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class Session:
    """An operator who is signed in; `live` is who they are to live data, `csrf_token` stands in their forms."""

    live: Viewer
    csrf_token: str

    @property
    def email(self) -> str:
        """The operator's address, by which changes name them."""
        return self.live.name

    @property
    def role(self) -> Role:
        """What they may do, with test data as with live data."""
        return self.live.role

    @property
    def project_name(self) -> str:
        """The seller they work for."""
        return self.live.project_name

    def viewer(self, live_mode: bool) -> Viewer:
        """Who they are to the data of a mode."""
        return replace(self.live, live_mode=live_mode)


class Stranger(NamedTuple):
    """Somebody not signed in; `set_cookie` ties `csrf_token` to their browser, None where it is tied already."""

    csrf_token: str
    set_cookie: str | None


class TooManyAttempts(Exception):
    """Signing in failed too often; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts to sign in.")
        self.retry_after = retry_after


class Callers(NamedTuple):
    """How the application knows, lets in and lets out the people behind the pages.

    `sign_in` takes an e-mail address and a password and gives the Set-Cookie value of a new session, None for
    a wrong pair; it raises TooManyAttempts. `sign_out` ends the session and gives the Set-Cookie value that says
    so. `read_body` reads as much as a form may hold. `host` is the one that the service is reached at from outside.
    """

    identify: Callable[[Request[Any]], Awaitable[Session | None]]
    meet: Callable[[Request[Any]], Stranger]
    sign_in: Callable[[Request[Any], str, str], Awaitable[str | None]]
    sign_out: Callable[[Request[Any]], Awaitable[str]]
    read_body: Callable[[Request[Any]], Awaitable[bytes]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]
    host: str
