"""Operators' second factors: set up, asked for, and turned off."""

from hmac import compare_digest
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.secrets.sealing import BadSeal, Sealing
from app.sessions.ending import end_sessions
from models.access.operator import Operator
from models.access.operator_session import hash_token
from models.access.second_factor import RecoveryCode, SecondFactor, hash_recovery_code, make_recovery_codes
from models.values.instant import SECOND, Clock
from storage.database import Database
from storage.unavailable import telling_unavailable

if TYPE_CHECKING:
    from pyotp import TOTP

ISSUER = "Calmony Pay"
PURPOSE = "second factor"
STEP_SECONDS = 30
# How many half minutes a phone's clock may be wrong by.
DRIFT = 1

log = structlog.stdlib.get_logger(__name__)


def provisioning_uri(seed: str, email: str) -> str:
    """What an authenticator app reads from the QR code."""
    return _totp(seed).provisioning_uri(name=email, issuer_name=ISSUER)


class OfferedSeed(NamedTuple):
    """A seed that is not confirmed, and `sealed`, what the form holds of it: encrypted, and good for one session."""

    seed: str
    sealed: str


class SecondFactors:
    """The second factors of those who are signed in; all of it raises DatabaseUnavailable."""

    def __init__(self, database: Database, sealing: Sealing, clock: Clock) -> None:
        self._database = database
        self._sealing = sealing
        self._clock = clock

    async def is_on(self, operator_id: str) -> bool:
        """Whether codes are asked for."""
        with telling_unavailable():
            async with self._database.sessions() as session:
                return await is_code_needed(session, operator_id)

    def offer(self, token: str, sealed: str | None = None) -> OfferedSeed:
        """The seed that was offered to the session of this token before, as `sealed` tells, or else a new one.

        Nothing is stored before it is confirmed: a seed that somebody saw in another session is never offered again.
        """
        seed = self._read_offered(token, sealed) or _make_seed()
        return OfferedSeed(seed, self._sealing.seal(f"{hash_token(token)} {seed}"))

    async def confirm(self, operator_id: str, token: str, sealed: str, code: str) -> list[str] | None:
        """Turns it on and gives the recovery codes, this once. All other sessions end: they were opened without it.

        None for a wrong code, for what was not offered to the session of this token, and where one is on.
        """
        seed = self._read_offered(token, sealed)
        if seed is None:
            return None
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                await _lock(session, operator_id)
                if await is_code_needed(session, operator_id):
                    return None
                found = SecondFactor(operator_id=operator_id, sealed_seed=self._sealing.seal(seed))
                if not self._use_app_code(found, code):
                    return None
                found.confirmed_at = now = self._clock()
                # Earlier releases stored what was not confirmed.
                await session.merge(found)
                codes = make_recovery_codes()
                session.add_all(
                    RecoveryCode(operator_id=operator_id, code_hash=hash_recovery_code(each)) for each in codes
                )
                await end_sessions(session, operator_id, now, but=hash_token(token))
        log.info("second factor on", operator_id=operator_id)
        return codes

    async def turn_off(self, operator_id: str, code: str) -> bool:
        """Turns it off if the code is right."""
        with telling_unavailable():
            async with self._database.sessions.begin() as session:
                await _lock(session, operator_id)
                if not await self.use(session, operator_id, code):
                    return False
                await forget_second_factor(session, operator_id)
        log.info("second factor off", operator_id=operator_id)
        return True

    async def use(self, session: AsyncSession, operator_id: str, code: str) -> bool:
        """Whether a code of the app or a recovery code is right; it is used up. The caller has locked the operator."""
        found = await session.get(SecondFactor, operator_id)
        if found is None or found.confirmed_at is None:
            return False
        if self._use_app_code(found, code):
            session.add(found)
            return True
        used = delete(RecoveryCode).where(
            col(RecoveryCode.operator_id) == operator_id, col(RecoveryCode.code_hash) == hash_recovery_code(code)
        )
        return bool((await session.exec(used)).rowcount)

    def _read_offered(self, token: str, sealed: str | None) -> str | None:
        try:
            session_hash, _, seed = self._sealing.open(sealed or "").partition(" ")
        except BadSeal:
            return None
        return seed if session_hash == hash_token(token) and seed else None

    def _use_app_code(self, found: SecondFactor, code: str) -> bool:
        try:
            totp = _totp(self._sealing.open(found.sealed_seed))
        except BadSeal:
            log.exception("a second factor was encrypted under a secret that is gone", operator_id=found.operator_id)
            return False
        digits, now = "".join(code.split()), self._clock() // (STEP_SECONDS * SECOND)
        for step in range(now - DRIFT, now + DRIFT + 1):
            if step > found.last_step and compare_digest(totp.generate_otp(step).encode(), digits.encode()):
                found.last_step = step
                return True
        return False


async def is_code_needed(session: AsyncSession, operator_id: str) -> bool:
    """Whether the second factor is on."""
    found = await session.get(SecondFactor, operator_id)
    return found is not None and found.confirmed_at is not None


async def forget_second_factor(session: AsyncSession, operator_id: str) -> None:
    """Deletes it with its recovery codes: from now on the password is enough."""
    await session.exec(delete(SecondFactor).where(col(SecondFactor.operator_id) == operator_id))
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.operator_id) == operator_id))


# Who has no second factor never needs the library.


def _totp(seed: str) -> "TOTP":
    from pyotp import TOTP

    return TOTP(seed, interval=STEP_SECONDS)


def _make_seed() -> str:
    from pyotp import random_base32

    return random_base32()


async def _lock(session: AsyncSession, operator_id: str) -> None:
    await session.get(Operator, operator_id, with_for_update={"key_share": True})
