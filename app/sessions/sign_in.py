"""Signing in: expensive password checks, limited by rate, with one answer for every failure."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import SelectBase, bindparam, select
from sqlmodel import col

from app.rates.admission import address_of
from app.rates.rates import RateLimited, Rates
from app.sessions.opening import Verified, open_session
from models.access.operator import UNMATCHED_HASH, Operator, renew_hash, verify_password
from models.access.operator_session import NewSession
from models.values.instant import SECOND, Clock
from models.values.naming import fold
from storage.database import Database
from storage.statements import compile_statement

# Each check takes 64 MiB and tens of milliseconds of CPU: a flood of them must not slow the rest of the service.
CHECKS_AT_ONCE = 2
MAX_WAITING = 50
BUSY_SECONDS = 5

SIGNED_IN, REFUSED, LIMITED = "ok", "refused", "limited"

_FIND_OPERATOR: SelectBase = select(col(Operator.id), col(Operator.password_hash)).where(
    col(Operator.email) == bindparam("email"), col(Operator.revoked_at).is_(None)
)

log = structlog.stdlib.get_logger(__name__)


class SignIn:
    """Signs operators in; `lifetime` of a session is in seconds, `count` hears how each attempt ended."""

    def __init__(
        self, database: Database, rates: Rates, clock: Clock, lifetime: int, count: Callable[[str], None]
    ) -> None:
        self._database = database
        self._rates = rates
        self._clock = clock
        self._lifetime = lifetime * SECOND
        self._count = count
        self._find_operator = compile_statement(_FIND_OPERATOR, database.dialect)
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._waiting = 0

    async def sign_in(self, email: str, password: str, host: str) -> NewSession | None:
        """A session of the account; None for a wrong password and for an unknown or revoked account alike.

        Raises RateLimited, whether or not there is such an account, and DatabaseUnavailable.
        """
        try:
            session = await self._attempt(fold(email.strip()), password, address_of(host))
        except RateLimited:
            self._end(LIMITED)
            raise
        self._end(REFUSED if session is None else SIGNED_IN, session and session.row.operator_id)
        return session

    async def _attempt(self, email: str, password: str, address: str) -> NewSession | None:
        # Only failures are counted. The check is repeated when the attempt's turn comes, so a burst exceeds the limit
        # by at most the number that run at once.
        account = hashlib.sha256(email.encode()).hexdigest()
        async with self._turn():
            await self._rates.sign_ins_of_address.require_room(address)
            await self._rates.sign_ins_of_account.require_room(account)
            verified = await self._verify(email, password)
            if verified is None:
                await self._rates.sign_ins_of_address.note(address)
                await self._rates.sign_ins_of_account.note(account)
                return None
        return await open_session(self._database, verified, self._clock(), self._lifetime)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= MAX_WAITING:
            raise RateLimited("Too many people sign in at this moment.", BUSY_SECONDS)
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
        operator_id, password_hash = rows[0] if rows else (None, UNMATCHED_HASH)
        return await asyncio.to_thread(_check, operator_id, password_hash, password)

    def _end(self, outcome: str, operator_id: str | None = None) -> None:
        self._count(outcome)
        log.info("sign-in", outcome=outcome, operator_id=operator_id)


def _check(operator_id: str | None, password_hash: str, password: str) -> Verified | None:
    if not verify_password(password_hash, password) or operator_id is None:
        return None
    return Verified(operator_id, password_hash, renew_hash(password_hash, password))
