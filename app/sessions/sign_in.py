"""Signing in: a checked password becomes a session, with one answer for every failure."""

from collections.abc import Callable

import structlog

from app.rates.rates import RateLimited
from app.sessions.opening import Opening
from app.sessions.password_checks import PasswordChecks
from models.access.operator_session import NewSession

SIGNED_IN, REFUSED, LIMITED = "ok", "refused", "limited"

log = structlog.stdlib.get_logger(__name__)


class SignIn:
    """Signs operators in; `count` hears how each attempt ended."""

    def __init__(self, checks: PasswordChecks, opening: Opening, count: Callable[[str], None]) -> None:
        self._checks = checks
        self._opening = opening
        self._count = count

    async def sign_in(self, email: str, password: str, host: str, browser: str | None) -> NewSession | None:
        """A session of the account; None for a wrong password and for an unknown or revoked account alike.

        Raises RateLimited, whether or not there is such an account, and DatabaseUnavailable.
        """
        try:
            verified = await self._checks.check(email, password, host)
        except RateLimited:
            self._end(LIMITED)
            raise
        session = None if verified is None else await self._opening.open(verified, browser)
        self._end(REFUSED if session is None else SIGNED_IN, session and session.row.operator_id)
        return session

    def _end(self, outcome: str, operator_id: str | None = None) -> None:
        self._count(outcome)
        log.info("sign-in", outcome=outcome, operator_id=operator_id)
