"""Signing in through the provider: there with a journey, and back with a code that becomes a session."""

from collections.abc import Callable, Mapping

import structlog

from app.rates.rates import RateLimited
from app.sessions.failed_attempts import FailedAttempts
from app.sessions.sign_in import LIMITED, REFUSED, SIGNED_IN
from app.single_sign_on.accounts import ProviderAccounts
from app.single_sign_on.claims import read_person
from app.single_sign_on.errors import BadProof, ProviderUnavailable
from app.single_sign_on.journeys import Journey
from app.single_sign_on.provider import Provider
from dashboard.session.provider_sign_in import Refusal
from models.access.operator_session import NewSession

UNAVAILABLE = "unavailable"

log = structlog.stdlib.get_logger(__name__)


class SingleSignOn:
    """Signs operators in through the provider; `count` hears how each attempt ended.

    What fails counts as a failed sign-in of the address, as wrong passwords do.
    """

    def __init__(
        self, provider: Provider, accounts: ProviderAccounts, failed: FailedAttempts, count: Callable[[str], None]
    ) -> None:
        self._provider = provider
        self._accounts = accounts
        self._failed = failed
        self._count = count

    async def begin(self, journey: Journey) -> str:
        """Where the browser goes to sign in; raises ProviderUnavailable."""
        return await self._provider.authorization_url(journey)

    async def finish(
        self, journey: Journey | None, answer: Mapping[str, str], host: str, browser: str | None
    ) -> NewSession | Refusal:
        """A session for what the provider answered in the URL, or why there is none.

        Raises ProviderUnavailable, RateLimited and DatabaseUnavailable.
        """
        try:
            await self._failed.require_room_of_address(host)
            ended = await self._redeem(journey, answer, browser)
        except (RateLimited, ProviderUnavailable) as error:
            self._end(LIMITED if isinstance(error, RateLimited) else UNAVAILABLE)
            raise
        if isinstance(ended, Refusal):
            await self._failed.note_of_address(host)
            self._end(REFUSED, refusal=ended.value)
        else:
            self._end(SIGNED_IN, operator_id=ended.row.operator_id)
        return ended

    async def _redeem(
        self, journey: Journey | None, answer: Mapping[str, str], browser: str | None
    ) -> NewSession | Refusal:
        # Without a journey of this browser, or with the answer to another one, the user must start again.
        if journey is None or answer.get("state") != journey.state:
            return Refusal.STALE
        if not (code := answer.get("code")):
            return Refusal.DENIED
        try:
            claims = await self._provider.redeem(code, journey)
            person = read_person(self._provider.issuer, claims, self._provider.groups_claim)
        except BadProof as error:
            log.warning("the provider's answer proves nothing", reason=str(error)[:200])
            return Refusal.NOT_PROVEN
        return await self._accounts.admit(person, browser)

    def _end(self, outcome: str, **facts: str) -> None:
        self._count(outcome)
        log.info("sign-in", outcome=outcome, way="provider", **facts)
