"""How often an address and an account may fail: with passwords and with codes alike."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from app.rates.admission import address_of
from app.rates.rates import Rates
from models.values.naming import fold

Checked = TypeVar("Checked")


class Attempt(NamedTuple):
    """Where an attempt comes from, and the digest of the e-mail address that it is for."""

    host: str
    account: str


def attempt_for(email: str, host: str) -> Attempt:
    """An attempt from `host` for the account with this e-mail address, if there is one."""
    return Attempt(host, hashlib.sha256(fold(email.strip()).encode()).hexdigest())


class FailedAttempts:
    """Counts failures only."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._turn = asyncio.Lock()

    async def check_code(self, attempt: Attempt, check: Callable[[], Awaitable[Checked]]) -> Checked:
        """What `check` says of a code; counts a failure where that is nothing. Raises RateLimited, and checks nothing.

        Codes are checked one after the other: of a burst none is checked before the failure of another has counted.
        """
        async with self._turn:
            await self.require_room(attempt)
            checked = await check()
            if not checked:
                await self.note(attempt)
        return checked

    async def require_room(self, attempt: Attempt) -> None:
        """Raises RateLimited, whether or not there is such an account."""
        await self.require_room_of_address(attempt.host)
        await self._rates.sign_ins_of_account.require_room(attempt.account)

    async def note(self, attempt: Attempt) -> None:
        """Counts one failure."""
        await self.note_of_address(attempt.host)
        await self._rates.sign_ins_of_account.note(attempt.account)

    async def require_room_of_address(self, host: str) -> None:
        """Raises RateLimited; for an attempt of which nobody knows yet for which account it is."""
        await self._rates.sign_ins_of_address.require_room(address_of(host))

    async def note_of_address(self, host: str) -> None:
        """Counts one failure of such an attempt."""
        await self._rates.sign_ins_of_address.note(address_of(host))
