"""Expensive password checks: few at once, limited by rate, with the same work for an account that does not exist."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from sqlalchemy import SelectBase, bindparam, select
from sqlmodel import col

from app.rates.rates import RateLimited
from app.sessions.failed_attempts import FailedAttempts, attempt_for
from models.access.operator import UNMATCHED_HASH, Operator, hash_password, renew_hash, verify_password
from models.access.second_factor import SecondFactor
from models.values.naming import fold
from storage.database import Database
from storage.statements import compile_statement

# Each check takes 64 MiB and tens of milliseconds of CPU: a flood of them must not slow the rest of the service.
CHECKS_AT_ONCE = 2
MAX_WAITING = 50
BUSY_SECONDS = 5

_FIND_OPERATOR: SelectBase = (
    select(col(Operator.id), col(Operator.password_hash), col(SecondFactor.confirmed_at))
    .outerjoin(SecondFactor, col(SecondFactor.operator_id) == col(Operator.id))
    .where(col(Operator.email) == bindparam("email"), col(Operator.revoked_at).is_(None))
)


class Verified(NamedTuple):
    """An operator whose password was right; `renewed_hash` replaces the stored one if argon2's parameters changed.

    `needs_code` says that the second factor is on.
    """

    operator_id: str
    password_hash: str
    renewed_hash: str | None
    needs_code: bool = False


class PasswordChecks:
    """Checks and hashes passwords, CHECKS_AT_ONCE in this process."""

    def __init__(self, database: Database, failed: FailedAttempts) -> None:
        self._database = database
        self._failed = failed
        self._find_operator = compile_statement(_FIND_OPERATOR, database.dialect)
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._waiting = 0

    async def check(self, email: str, password: str, host: str) -> Verified | None:
        """None for a wrong password and for an unknown or revoked account alike.

        Raises RateLimited, whether or not there is such an account, and DatabaseUnavailable.
        """
        # Only failures are counted. The check is repeated when the attempt's turn comes, so a burst exceeds the limit
        # by at most the number that run at once.
        attempt = attempt_for(email, host)
        async with self._turn():
            await self._failed.require_room(attempt)
            verified = await self._verify(fold(email.strip()), password)
            if verified is None:
                await self._failed.note(attempt)
        return verified

    async def hash(self, password: str) -> str:
        """The hash to store; raises WeakPassword, and RateLimited when too many wait."""
        async with self._turn():
            return await asyncio.to_thread(hash_password, password)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= MAX_WAITING:
            raise RateLimited("Too many people are signing in at the moment.", BUSY_SECONDS)
        self._waiting += 1
        try:
            await self._checks.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._checks.release()

    async def _verify(self, email: str, password: str) -> Verified | None:
        rows: list[Any] = await self._database.fetch(self._find_operator, {"email": email})
        operator_id, password_hash, confirmed_at = rows[0] if rows else (None, UNMATCHED_HASH, None)
        verified = await asyncio.to_thread(_check, operator_id, password_hash, password)
        return verified and verified._replace(needs_code=confirmed_at is not None)


def _check(operator_id: str | None, password_hash: str, password: str) -> Verified | None:
    if not verify_password(password_hash, password) or operator_id is None:
        return None
    return Verified(operator_id, password_hash, renew_hash(password_hash, password))
