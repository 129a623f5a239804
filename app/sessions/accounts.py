"""What operators do with their own account: change the password, see their sessions, end them."""

import structlog
from sqlalchemy import SelectBase, bindparam, select, update
from sqlmodel import col

from app.sessions.ending import end_sessions
from app.sessions.failed_attempts import attempt_for
from app.sessions.parts import SignInParts
from app.sessions.session_validity import is_valid_session
from dashboard.session.own_account import OpenSession
from models.access.operator import NO_PASSWORD, Operator, require_strength
from models.access.operator_session import NewSession, OperatorSession, hash_token
from models.values.instant import SECOND, Clock, Instant
from storage.database import Database
from storage.statements import compile_statement
from storage.text import clean_text
from storage.unavailable import telling_unavailable

MOST_SHOWN = 100

_LIST_SESSIONS: SelectBase = (
    select(
        col(OperatorSession.id),
        col(OperatorSession.browser),
        col(OperatorSession.created_at),
        col(OperatorSession.last_seen_at),
        col(OperatorSession.token_hash),
    )
    .where(col(OperatorSession.operator_id) == bindparam("operator_id"), *is_valid_session())
    .order_by(col(OperatorSession.created_at).desc(), col(OperatorSession.id).desc())
    .limit(MOST_SHOWN)
)

log = structlog.stdlib.get_logger(__name__)


class Accounts:
    """The accounts of those who are signed in; `idle_limit` is in seconds."""

    def __init__(self, database: Database, parts: SignInParts, clock: Clock, idle_limit: int) -> None:
        self.second_factors = parts.second_factors
        self._database = database
        self._failed = parts.failed
        self._checks = parts.checks
        self._opening = parts.opening
        self._clock = clock
        self._idle_limit = idle_limit * SECOND
        self._list_sessions = compile_statement(_LIST_SESSIONS, database.dialect)

    async def list_sessions(self, operator_id: str, token: str) -> list[OpenSession]:
        """The operator's sessions that have not ended, newest first, MOST_SHOWN at most; that of `token` is this one.

        Raises DatabaseUnavailable.
        """
        now, own = self._clock(), hash_token(token)
        asked = {"operator_id": operator_id, "now": now, "idle_since": now - self._idle_limit}
        rows = await self._database.fetch(self._list_sessions, asked)
        return [_session(own, *row) for row in rows]

    async def has_password(self, operator_id: str) -> bool:
        """Whether they sign in with a password, rather than through the provider; raises DatabaseUnavailable."""
        with telling_unavailable():
            async with self._database.sessions() as session:
                operator = await session.get(Operator, operator_id)
        return operator is not None and operator.password_hash != NO_PASSWORD

    async def change_password(
        self, email: str, current: str, new: str, host: str, browser: str | None
    ) -> NewSession | None:
        """A session in place of all that there were; None for a wrong current password.

        A wrong one counts as a failed sign-in. Raises WeakPassword, RateLimited and DatabaseUnavailable.
        """
        require_strength(new)
        verified = await self._checks.check(email, current, host)
        if verified is None:
            return None
        session = await self._opening.open(verified, browser, await self._checks.hash(new))
        if session is not None:
            log.info("password changed", operator_id=session.row.operator_id)
        return session

    async def is_password(self, email: str, password: str, host: str) -> bool:
        """Whether it is the operator's; a wrong one counts as a failed sign-in. Raises RateLimited."""
        return await self._checks.check(email, password, host) is not None

    async def turn_off_second_factor(self, email: str, operator_id: str, code: str, host: str) -> bool:
        """Whether the code was right; a wrong one counts as a failed sign-in. Raises RateLimited."""
        return await self._failed.check_code(
            attempt_for(email, host), lambda: self.second_factors.turn_off(operator_id, code)
        )

    async def end_session(self, operator_id: str, session_id: str) -> None:
        """Ends one of the operator's sessions, if it is theirs."""
        mine = update(OperatorSession).where(
            col(OperatorSession.id) == clean_text(session_id),
            col(OperatorSession.operator_id) == operator_id,
            col(OperatorSession.revoked_at).is_(None),
        )
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                await session.exec(mine.values(revoked_at=self._clock()))
        log.info("session ended", operator_id=operator_id)

    async def end_other_sessions(self, operator_id: str, token: str) -> None:
        """Ends all of the operator's sessions but that of the token."""
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                ended = await end_sessions(session, operator_id, self._clock(), but=hash_token(token))
        log.info("sessions ended", operator_id=operator_id, count=ended)


def _session(
    own_hash: str, id_: str, browser: str | None, began: Instant, seen: Instant, token_hash: str
) -> OpenSession:
    return OpenSession(id_, browser, began, seen, token_hash == own_hash)
