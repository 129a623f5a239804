"""What the pages need from the application to authenticate operators."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.requests import Request

from dashboard.session.own_account import OwnAccount
from dashboard.session.provider_sign_in import ProviderSignIn
from dashboard.session.session import Session
from models.access.viewer import Viewer
from resolvers.context import RequestContext


class FormToken(NamedTuple):
    """A token for a form without a session. `set_cookie` ties it to the browser; None if it is tied already."""

    csrf_token: str
    set_cookie: str | None


class CodeAsked(NamedTuple):
    """The password was right, and a code is needed: `pending` is sent with it."""

    pending: str


class Authentication(NamedTuple):
    """The application's functions for sessions.

    `sign_in` takes an e-mail address and a password and returns the Set-Cookie value of a new session, or None if
    they are wrong; it raises TooManyAttempts. Where it returns CodeAsked, `enter_code` takes what that holds and the
    code, and does the same; it raises TooLate. `sign_out` ends the session and returns the Set-Cookie value that
    removes it. `provider` is None where the organisation has no provider of its own. `has_passwords` is False where
    only the provider signs in: nobody then calls `sign_in` and `enter_code`. `account` has the functions for somebody's
    own account. `read_body` limits the size of a form. `host` is the public host name of the service, `seconds` how
    long a page may take.
    """

    identify: Callable[[Request[Any]], Awaitable[Session | None]]
    issue_form_token: Callable[[Request[Any]], FormToken]
    sign_in: Callable[[Request[Any], str, str], Awaitable[str | CodeAsked | None]]
    enter_code: Callable[[Request[Any], str, str], Awaitable[str | None]]
    sign_out: Callable[[Request[Any]], Awaitable[str]]
    provider: ProviderSignIn | None
    has_passwords: bool
    account: OwnAccount
    read_body: Callable[[Request[Any]], Awaitable[bytes]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]
    host: str
    seconds: float
