"""Ends sessions."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.access.operator import Operator
from models.access.operator_session import OperatorSession, hash_token
from models.values.instant import Instant
from storage.database import Database
from storage.unavailable import telling_unavailable


async def replace_password(session: AsyncSession, operator: Operator, password_hash: str, now: Instant) -> None:
    """Gives a locked operator a new password, which ends all sessions that there are."""
    operator.password_hash = password_hash
    await end_sessions(session, operator.id, now)


async def end_sessions(session: AsyncSession, operator_id: str, now: Instant, but: str | None = None) -> int:
    """Ends all of the operator's sessions, `but` the one whose token has this hash; how many there were."""
    others = [] if but is None else [col(OperatorSession.token_hash) != but]
    mine = update(OperatorSession).where(
        col(OperatorSession.operator_id) == operator_id, col(OperatorSession.revoked_at).is_(None), *others
    )
    return (await session.exec(mine.values(revoked_at=now))).rowcount


async def end_session(database: Database, token: str, now: Instant) -> None:
    """Revokes the token's session, if there is one."""
    with telling_unavailable():
        async with database.sessions.begin() as session:
            mine = update(OperatorSession).where(
                col(OperatorSession.token_hash) == hash_token(token), col(OperatorSession.revoked_at).is_(None)
            )
            await session.exec(mine.values(revoked_at=now))
