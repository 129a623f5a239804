"""What the account's page needs from the application."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.requests import Request

from dashboard.session.session import Session
from models.values.instant import Instant


class TooManyAttempts(Exception):
    """Too many failed attempts to sign in; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts to sign in.")
        self.retry_after = retry_after


class WrongPassword(Exception):
    """What was typed is not the password of who is signed in."""


class TooLate(Exception):
    """The password was entered too long before the code."""


class NewSecondFactor(NamedTuple):
    """What an authenticator app is given: the seed, and the URI of its QR code. `offered` is sent with its code."""

    seed: str
    uri: str
    offered: str


class OpenSession(NamedTuple):
    """A session that has not ended; `is_this` is the one that asks."""

    id: str
    browser: str | None
    created_at: Instant
    last_seen_at: Instant
    is_this: bool


class OwnAccount(NamedTuple):
    """The application's functions for the account of somebody who is signed in.

    `change_password` takes the current and the new password and returns the Set-Cookie value of the session that
    takes the place of all others, or None if the current one is wrong; it raises WeakPassword and TooManyAttempts.
    `has_password` says whether they sign in with a password, rather than through the organisation's provider.
    `end_session` takes a session's id. `offer_second_factor` gives the one that was `offered` before, or a new one, or
    None where one is on; `confirm_second_factor` takes the password, what was `offered` and a code of it, and returns
    the recovery codes, or None for a wrong one; it raises WrongPassword and TooManyAttempts;
    `turn_off_second_factor` takes a code and returns whether it was right, and raises TooManyAttempts.
    """

    list_sessions: Callable[[Request[Any], Session], Awaitable[list[OpenSession]]]
    end_session: Callable[[Request[Any], Session, str], Awaitable[None]]
    end_other_sessions: Callable[[Request[Any], Session], Awaitable[None]]
    has_password: Callable[[Request[Any], Session], Awaitable[bool]]
    has_second_factor: Callable[[Request[Any], Session], Awaitable[bool]]
    offer_second_factor: Callable[[Request[Any], Session, str | None], Awaitable[NewSecondFactor | None]]
    confirm_second_factor: Callable[[Request[Any], Session, str, str, str], Awaitable[list[str] | None]]
    turn_off_second_factor: Callable[[Request[Any], Session, str], Awaitable[bool]]
    change_password: Callable[[Request[Any], Session, str, str], Awaitable[str | None]]
