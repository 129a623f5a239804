"""Finds the viewer of a session's token."""

from sqlalchemy import SelectBase, bindparam, select
from sqlmodel import col

from app.sessions.session_validity import is_valid_session
from app.sessions.usage import SessionUsage
from models.access.operator import Operator
from models.access.operator_session import TOKEN_PATTERN, OperatorSession, hash_token
from models.access.project import Project
from models.access.viewer import Viewer
from models.values.instant import SECOND, Clock
from storage.database import Database
from storage.request_notes import note
from storage.statements import compile_statement

# How often, at most, the use of a session is noted within its idle limit.
NOTES_PER_IDLE_LIMIT = 24

_FIND_SESSION: SelectBase = (
    select(
        col(OperatorSession.id),
        col(OperatorSession.last_seen_at),
        col(Operator.project_id),
        col(Project.name),
        col(Operator.role),
        col(Operator.email),
        col(Operator.id),
        col(Project.time_zone),
    )
    .select_from(OperatorSession)
    .join(Operator, col(Operator.id) == col(OperatorSession.operator_id))
    .join(Project, col(Project.id) == col(Operator.project_id))
    .where(
        col(OperatorSession.token_hash) == bindparam("token_hash"),
        *is_valid_session(),
        col(Operator.revoked_at).is_(None),
    )
)


class SessionAuthenticator:
    """Finds the viewer of a session in one statement; `idle_limit` is in seconds."""

    def __init__(self, database: Database, usage: SessionUsage, clock: Clock, idle_limit: int) -> None:
        self._database = database
        self._usage = usage
        self._clock = clock
        self._idle_limit = idle_limit * SECOND
        self._find_session = compile_statement(_FIND_SESSION, database.dialect)

    async def authenticate(self, token: str) -> Viewer | None:
        """The operator as a viewer of live data; None for a token of no session, of one that ended or was idle.

        A revoked operator's sessions have ended. Raises the driver's error when the database is gone.
        """
        if TOKEN_PATTERN.fullmatch(token) is None:
            return None
        now = self._clock()
        asked = {"token_hash": hash_token(token), "now": now, "idle_since": now - self._idle_limit}
        rows = await self._database.fetch(self._find_session, asked)
        if not rows:
            return None
        session_id, seen_at, project_id, project_name, role, email, operator_id, zone = rows[0]
        if now - seen_at >= self._idle_limit // NOTES_PER_IDLE_LIMIT:
            self._usage.note(session_id, now)
        note(operator_id=operator_id)
        return Viewer(project_id, project_name, True, role, email, operator_id, signed_in=True, time_zone=zone)
