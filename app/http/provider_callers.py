"""What the sign-in page gets for signing in through the provider, on what the application keeps in `request.state`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from app.http.account_callers import browser_of
from app.http.callers import host_of
from app.rates.rates import RateLimited
from app.sessions.cookies import SignedCookie, journey_cookie
from app.settings import Settings
from app.single_sign_on.errors import ProviderUnavailable
from app.single_sign_on.journeys import Journey, begin_journey, read_journey, write_journey
from dashboard.session.own_account import TooManyAttempts
from dashboard.session.provider_sign_in import ProviderFailed, ProviderSignIn, Refusal, Step
from dashboard.session.return_urls import choose_return_url
from models.access.operator_session import NewSession

Welcome = Callable[[Request[Any], NewSession], Awaitable[str]]


def provider_sign_in(settings: Settings, welcome: Welcome) -> ProviderSignIn | None:
    """The page's way to the provider, None without one; `welcome` gives the Set-Cookie value of a new session."""
    if settings.oidc_issuer is None:
        return None
    travellers = _Travellers(settings, journey_cookie(settings), welcome)
    return ProviderSignIn(begin=travellers.begin, finish=travellers.finish)


@dataclass(frozen=True, slots=True)
class _Travellers:
    settings: Settings
    cookie: SignedCookie
    welcome: Welcome

    async def begin(self, request: Request[Any], return_url: str) -> Step:
        journey = begin_journey(return_url)
        try:
            url = await request.state["single_sign_on"].begin(journey)
        except ProviderUnavailable as error:
            raise ProviderFailed from error
        text = write_journey(self._secret_key, journey, request.state["clock"]())
        return Step(url, (self.cookie.write(text),))

    async def finish(self, request: Request[Any]) -> Step | Refusal:
        journey = read_journey(self._secret_key, self.cookie.read(request), request.state["clock"]())
        ended = await self._redeem(request, journey)
        if isinstance(ended, Refusal) or journey is None:
            return ended if isinstance(ended, Refusal) else Refusal.STALE
        cookies = (await self.welcome(request, ended), self.cookie.end())
        return Step(choose_return_url(journey.return_url), cookies)

    async def _redeem(self, request: Request[Any], journey: Journey | None) -> NewSession | Refusal:
        answer = dict(request.query_params)
        try:
            ended: NewSession | Refusal = await request.state["single_sign_on"].finish(
                journey, answer, host_of(request), browser_of(request)
            )
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited
        except ProviderUnavailable as error:
            raise ProviderFailed from error
        return ended

    @property
    def _secret_key(self) -> str:
        return self.settings.secret_key.get_secret_value()
