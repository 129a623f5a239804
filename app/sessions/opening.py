"""Begins and ends sessions."""

from typing import NamedTuple

from sqlalchemy import Select, delete, select, update
from sqlmodel import col

from models.access.operator import Operator
from models.access.operator_session import NewSession, OperatorSession, hash_token, new_session
from models.values.instant import Instant
from storage.database import Database
from storage.unavailable import telling_unavailable

# How many ended sessions one sign-in deletes: more than one, so that they never pile up.
SWEPT = 100


class Verified(NamedTuple):
    """An operator whose password was right; `renewed_hash` replaces the stored one if argon2's parameters changed."""

    operator_id: str
    password_hash: str
    renewed_hash: str | None


async def open_session(database: Database, verified: Verified, now: Instant, lifetime: int) -> NewSession | None:
    """A stored session of `lifetime` microseconds; None where the account changed while its password was checked."""
    with telling_unavailable():
        async with database.sessions.begin() as session:
            operator = await session.get(Operator, verified.operator_id, with_for_update={"key_share": True})
            if operator is None or operator.revoked_at is not None or operator.password_hash != verified.password_hash:
                return None
            operator.password_hash = verified.renewed_hash or operator.password_hash
            new = new_session(operator.id, now, lifetime)
            session.add(new.row)
            await session.exec(delete(OperatorSession).where(col(OperatorSession.id).in_(_ended(now))))
    return new


async def end_session(database: Database, token: str, now: Instant) -> None:
    """Revokes the token's session, if there is one."""
    with telling_unavailable():
        async with database.sessions.begin() as session:
            mine = update(OperatorSession).where(
                col(OperatorSession.token_hash) == hash_token(token), col(OperatorSession.revoked_at).is_(None)
            )
            await session.exec(mine.values(revoked_at=now))


def _ended(now: Instant) -> Select[str]:
    # Skips what another sign-in is deleting already.
    ended = select(col(OperatorSession.id)).where(col(OperatorSession.expires_at) <= now)
    return ended.order_by(col(OperatorSession.expires_at)).limit(SWEPT).with_for_update(skip_locked=True)
