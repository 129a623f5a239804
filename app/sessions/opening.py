"""Begins sessions."""

from sqlalchemy import Select, delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.sessions.ending import replace_password
from app.sessions.password_checks import Verified
from app.sessions.pending_sign_ins import Pending, digest_of
from app.sessions.second_factors import SecondFactors, is_code_needed
from models.access.operator import Operator
from models.access.operator_session import NewSession, OperatorSession, new_session
from models.values.instant import SECOND, Clock, Instant
from storage.database import Database
from storage.unavailable import telling_unavailable

# How many ended sessions one sign-in deletes: more than one, so that they never pile up.
SWEPT = 100


class Opening:
    """Opens sessions of `lifetime` seconds at most."""

    def __init__(self, database: Database, second_factors: SecondFactors, clock: Clock, lifetime: int) -> None:
        self._database = database
        self._second_factors = second_factors
        self._clock = clock
        self._lifetime = lifetime * SECOND

    async def open(
        self, verified: Verified, browser: str | None, new_password_hash: str | None = None
    ) -> NewSession | None:
        """A stored session; None where the account changed while its password was checked, or needs a code since.

        A new password ends every session before this one.
        """
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                operator = await _lock(session, verified.operator_id)
                if operator is None or operator.password_hash != verified.password_hash:
                    return None
                if not verified.needs_code and await is_code_needed(session, operator.id):
                    return None
                if new_password_hash is None:
                    operator.password_hash = verified.renewed_hash or operator.password_hash
                else:
                    await replace_password(session, operator, new_password_hash, self._clock())
                return await self.begin(session, operator.id, browser)

    async def open_with_code(self, pending: Pending, code: str, browser: str | None) -> NewSession | None:
        """A stored session, for which the code is used up; None for a wrong code, or where the account changed."""
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                operator = await _lock(session, pending.operator_id)
                if operator is None or digest_of(operator.password_hash) != pending.password_digest:
                    return None
                if not await self._second_factors.use(session, operator.id, code):
                    return None
                return await self.begin(session, operator.id, browser)

    async def begin(self, session: AsyncSession, operator_id: str, browser: str | None) -> NewSession:
        """A session, stored with the transaction of `session`."""
        now = self._clock()
        new = new_session(operator_id, now, self._lifetime, browser)
        session.add(new.row)
        await session.exec(delete(OperatorSession).where(col(OperatorSession.id).in_(_ended(now))))
        return new


async def _lock(session: AsyncSession, operator_id: str) -> Operator | None:
    operator = await session.get(Operator, operator_id, with_for_update={"key_share": True})
    return None if operator is None or operator.revoked_at is not None else operator


def _ended(now: Instant) -> Select[str]:
    # Skips what another sign-in is deleting already.
    ended = select(col(OperatorSession.id)).where(col(OperatorSession.expires_at) <= now)
    return ended.order_by(col(OperatorSession.expires_at)).limit(SWEPT).with_for_update(skip_locked=True)
