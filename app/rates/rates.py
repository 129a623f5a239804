"""The rate limits, each with windows of its own."""

import math
from dataclasses import dataclass

from app.rates.limit import Limit
from app.rates.limiters import Limiter
from app.settings import Settings
from models.access.viewer import Viewer
from resolvers.rate_window import RateWindow

MINUTE = 60


class RateLimited(Exception):
    """The caller exceeds a limit; `retry_after` is in whole seconds, at least 1. `window` shows where they stand."""

    def __init__(self, message: str, retry_after: int, window: RateWindow | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.window = window


@dataclass(frozen=True, slots=True)
class Rate:
    """One limit; without `limit` everything is allowed, and there is no window."""

    limiter: Limiter
    limit: Limit | None
    refusal: str

    async def spend(self, key: str, amount: int = 1) -> RateWindow | None:
        """Takes `amount` from the window of `key`; raises RateLimited, and takes nothing, if too little is left."""
        if self.limit is None:
            return None
        if amount <= 0:
            return await self.limiter.look(self.limit, key)
        had_room, window = await self.limiter.take(self.limit, key, amount)
        if not had_room:
            raise self._refuse(window)
        return window

    async def require_room(self, key: str) -> None:
        """Raises RateLimited when nothing is left in the window of `key`."""
        if self.limit is not None and (window := await self.limiter.look(self.limit, key)).remaining <= 0:
            raise self._refuse(window)

    async def note(self, key: str) -> None:
        """Takes one from the window of `key`, if any is left."""
        if self.limit is not None:
            await self.limiter.take(self.limit, key, 1)

    def _refuse(self, window: RateWindow) -> RateLimited:
        return RateLimited(self.refusal, max(1, math.ceil(window.until_more)), window)


@dataclass(frozen=True, slots=True)
class CallerRates:
    """What one caller may ask and spend."""

    requests: Rate
    costs: Rate


@dataclass(frozen=True, slots=True)
class Rates:
    """`keys` go by key or operator, `customer_tokens` by key and customer, `pdf_links` by invoice, `failed_keys` by the
    client's address.

    Failed sign-ins go by that address and by the account, whether or not the account exists.
    """

    keys: CallerRates
    customer_tokens: CallerRates
    pdf_links: Rate
    failed_keys: Rate
    sign_ins_of_address: Rate
    sign_ins_of_account: Rate

    def of(self, viewer: Viewer) -> CallerRates:
        """The rates that a viewer's requests count against."""
        return self.keys if viewer.customer_id is None else self.customer_tokens


def make_rates(settings: Settings, limiter: Limiter) -> Rates:
    """The rates of the settings."""

    def rate(name: str, amount: int, refusal: str, length: int = 1) -> Rate:
        # Zero turns a limit off.
        limit = Limit(name, length, amount, max(1, amount // settings.workers)) if amount else None
        return Rate(limiter, limit, refusal)

    def caller_rates(whose: str, requests: int, costs: int) -> CallerRates:
        told = f"Too many requests: {whose} may send {requests} a second."
        told_of_cost = f"The requests cost too much: {whose} has {costs} cost points a second."
        return CallerRates(rate("requests", requests, told), rate("cost", costs, told_of_cost))

    links = settings.rate_pdf_links
    return Rates(
        keys=caller_rates("a key", settings.rate_requests, settings.rate_cost),
        customer_tokens=caller_rates("a customer's token", settings.rate_token_requests, settings.rate_token_cost),
        pdf_links=rate(
            "links", links, f"Too many downloads: an invoice's links can be opened {links} times a minute.", MINUTE
        ),
        failed_keys=rate("failures", settings.rate_failed_keys, "Too many requests with invalid keys."),
        sign_ins_of_address=_sign_ins(limiter, "sign-ins", settings.rate_failed_sign_ins, minutes=1),
        sign_ins_of_account=_sign_ins(limiter, "passwords", settings.rate_failed_passwords, minutes=15),
    )


def _sign_ins(limiter: Limiter, name: str, amount: int, minutes: int) -> Rate:
    # Each worker has the whole limit, not a share: a sixteenth of it would leave a person one attempt. Guessing stays
    # hopeless.
    limit = Limit(name, minutes * MINUTE, amount, amount) if amount else None
    return Rate(limiter, limit, "Too many attempts to sign in.")
