"""Signing in: a checked password, and where there is a second factor its code, become a session."""

from collections.abc import Callable

import structlog

from app.rates.rates import RateLimited
from app.sessions.failed_attempts import Attempt, attempt_for
from app.sessions.parts import SignInParts
from app.sessions.pending_sign_ins import Pending, digest_of
from models.access.operator_session import NewSession

SIGNED_IN, CODE_ASKED, REFUSED, LIMITED = "ok", "code", "refused", "limited"

log = structlog.stdlib.get_logger(__name__)


class SignIn:
    """Signs operators in; `count` hears how each attempt ended."""

    def __init__(self, parts: SignInParts, count: Callable[[str], None]) -> None:
        self._checks = parts.checks
        self._failed = parts.failed
        self._opening = parts.opening
        self._count = count

    async def sign_in(self, email: str, password: str, host: str, browser: str | None) -> NewSession | Pending | None:
        """A session of the account, or where its second factor is on, what the code is entered with.

        None for a wrong password and for an unknown or revoked account alike. Raises RateLimited, whether or not there
        is such an account, and DatabaseUnavailable.
        """
        try:
            verified = await self._checks.check(email, password, host)
        except RateLimited:
            self._end(LIMITED)
            raise
        if verified is not None and verified.needs_code:
            self._end(CODE_ASKED, verified.operator_id)
            account = attempt_for(email, host).account
            return Pending(verified.operator_id, digest_of(verified.password_hash), account)
        session = None if verified is None else await self._opening.open(verified, browser)
        self._end(REFUSED if session is None else SIGNED_IN, session and session.row.operator_id)
        return session

    async def enter_code(self, pending: Pending, code: str, host: str, browser: str | None) -> NewSession | None:
        """A session; None for a wrong code, which counts as a wrong password does.

        Raises RateLimited and DatabaseUnavailable.
        """
        attempt = Attempt(host, pending.account)
        try:
            session = await self._failed.check_code(
                attempt, lambda: self._opening.open_with_code(pending, code, browser)
            )
        except RateLimited:
            self._end(LIMITED, pending.operator_id)
            raise
        self._end(REFUSED if session is None else SIGNED_IN, pending.operator_id)
        return session

    def _end(self, outcome: str, operator_id: str | None = None) -> None:
        self._count(outcome)
        log.info("sign-in", outcome=outcome, operator_id=operator_id)
