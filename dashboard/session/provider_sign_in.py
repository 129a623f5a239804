"""What the sign-in page needs from the application to sign in through the organisation's provider."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, NamedTuple

from starlette.requests import Request


class Refusal(StrEnum):
    """Why the provider's word opened no session."""

    STALE = "STALE"
    DENIED = "DENIED"
    NOT_PROVEN = "NOT_PROVEN"
    NO_GROUP = "NO_GROUP"
    UNVERIFIED = "UNVERIFIED"
    TAKEN = "TAKEN"
    REVOKED = "REVOKED"


class ProviderFailed(Exception):
    """The provider can't be reached, or does not work."""


class Step(NamedTuple):
    """Where the browser goes next, with the values of its Set-Cookie headers."""

    url: str
    set_cookies: tuple[str, ...]


class ProviderSignIn(NamedTuple):
    """The application's functions for signing in through the provider.

    `begin` takes the URL to return to and leads to the provider; it raises ProviderFailed. `finish` takes the request
    with which the browser comes back, and leads on with a session, or says why not; it raises ProviderFailed and
    TooManyAttempts.
    """

    begin: Callable[[Request[Any], str], Awaitable[Step]]
    finish: Callable[[Request[Any]], Awaitable[Step | Refusal]]
