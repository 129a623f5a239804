"""The rate limits, each with windows of its own."""

from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond

from app.rates.limiters import Limit, Limiter
from app.settings import Settings
from models.access.viewer import Viewer


class RateLimited(Exception):
    """The caller exceeds a limit; `retry_after` is in whole seconds, at least 1."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Rate:
    """One limit; without `limit` everything is allowed."""

    limiter: Limiter
    limit: Limit | None
    refusal: str

    async def spend(self, key: str, amount: int = 1) -> None:
        """Takes `amount` from the window of `key`; raises RateLimited, and takes nothing, if too little is left."""
        if self.limit is not None and amount > 0 and not await self.limiter.hit(self.limit, key, amount):
            raise RateLimited(self.refusal, max(1, await self.limiter.seconds_until_room(self.limit, key)))

    async def require_room(self, key: str) -> None:
        """Raises RateLimited when nothing is left in the window of `key`."""
        if self.limit is not None and (seconds := await self.limiter.seconds_until_room(self.limit, key)):
            raise RateLimited(self.refusal, seconds)

    async def note(self, key: str) -> None:
        """Takes one from the window of `key`, if any is left."""
        if self.limit is not None:
            await self.limiter.hit(self.limit, key, 1)


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

    def rate(name: str, unit: type[RateLimitItem], amount: int, refusal: str) -> Rate:
        return Rate(limiter, _limit(name, unit, amount, settings.workers), refusal)

    def caller_rates(name: str, whose: str, requests: int, costs: int) -> CallerRates:
        told = f"Too many requests: {whose} may send {requests} a second."
        told_of_cost = f"The requests cost too much: {whose} has {costs} cost points a second."
        return CallerRates(
            rate(f"{name}requests", second, requests, told), rate(f"{name}costs", second, costs, told_of_cost)
        )

    second, minute, links = RateLimitItemPerSecond, RateLimitItemPerMinute, settings.rate_pdf_links
    return Rates(
        keys=caller_rates("", "a key", settings.rate_requests, settings.rate_cost),
        customer_tokens=caller_rates(
            "token-", "a customer's token", settings.rate_token_requests, settings.rate_token_cost
        ),
        pdf_links=rate(
            "links", minute, links, f"Too many downloads: an invoice's links can be opened {links} times a minute."
        ),
        failed_keys=rate("failures", second, settings.rate_failed_keys, "Too many requests with invalid keys."),
        sign_ins_of_address=_sign_ins(limiter, "sign-ins", settings.rate_failed_sign_ins, minutes=1),
        sign_ins_of_account=_sign_ins(limiter, "passwords", settings.rate_failed_passwords, minutes=15),
    )


def _sign_ins(limiter: Limiter, name: str, amount: int, minutes: int) -> Rate:
    # Each worker has the whole limit, not a share: a sixteenth of it would leave a person one attempt. Guessing stays
    # hopeless.
    item = RateLimitItemPerMinute(amount, minutes, namespace=name) if amount else None
    return Rate(limiter, Limit(item, item) if item else None, "Too many attempts to sign in.")


def _limit(name: str, unit: type[RateLimitItem], amount: int, workers: int) -> Limit | None:
    # Zero turns a limit off.
    if not amount:
        return None
    return Limit(unit(amount, namespace=name), unit(max(1, amount // workers), namespace=name))
