"""What operators do with their own account: change the password, see their sessions, end them."""

import structlog
from sqlalchemy import SelectBase, Update, bindparam, select, update
from sqlmodel import col

from app.sessions.opening import Opening
from app.sessions.password_checks import PasswordChecks
from app.sessions.standing import is_standing
from dashboard.session.own_account import OpenSession
from models.access.operator import require_strength
from models.access.operator_session import NewSession, OperatorSession, hash_token
from models.values.instant import SECOND, Clock, Instant
from storage.database import Database
from storage.statements import compile_statement
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
    .where(col(OperatorSession.operator_id) == bindparam("operator_id"), *is_standing())
    .order_by(col(OperatorSession.created_at).desc(), col(OperatorSession.id).desc())
    .limit(MOST_SHOWN)
)

log = structlog.stdlib.get_logger(__name__)


class Accounts:
    """The accounts of those who are signed in; `idle_limit` is in seconds."""

    def __init__(
        self, database: Database, checks: PasswordChecks, opening: Opening, clock: Clock, idle_limit: int
    ) -> None:
        self._database = database
        self._checks = checks
        self._opening = opening
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

    async def end_session(self, operator_id: str, session_id: str) -> None:
        """Ends one of the operator's sessions, if it is theirs."""
        await self._end(operator_id, update(OperatorSession).where(col(OperatorSession.id) == session_id))

    async def end_other_sessions(self, operator_id: str, token: str) -> None:
        """Ends all of the operator's sessions but that of the token."""
        others = col(OperatorSession.token_hash) != hash_token(token)
        await self._end(operator_id, update(OperatorSession).where(others))

    async def _end(self, operator_id: str, sessions: Update) -> None:
        mine = sessions.where(
            col(OperatorSession.operator_id) == operator_id, col(OperatorSession.revoked_at).is_(None)
        )
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                ended = await session.exec(mine.values(revoked_at=self._clock()))
        log.info("sessions ended", operator_id=operator_id, count=ended.rowcount)


def _session(
    own_hash: str, id_: str, browser: str | None, began: Instant, seen: Instant, token_hash: str
) -> OpenSession:
    return OpenSession(id_, browser, began, seen, token_hash == own_hash)
