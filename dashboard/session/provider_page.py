"""The way to the organisation's provider, and back."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.error_pages import NOTHING_HERE, error_page
from dashboard.session.authentication import Authentication
from dashboard.session.own_account import TooManyAttempts
from dashboard.session.provider_sign_in import ProviderFailed, Refusal, Step
from dashboard.session.return_urls import HOME, choose_return_url
from dashboard.session.sign_in import later, say_when, sign_in_form

RETRY_SECONDS = 10
FAILED = "Your organisation’s sign-in service does not answer. Please try again in a moment."
REFUSALS = {
    Refusal.STALE: "Signing in took too long, or was begun in another window. Please try again.",
    Refusal.DENIED: "Your organisation’s sign-in service did not sign you in.",
    Refusal.NOT_PROVEN: "What your organisation’s sign-in service answered could not be verified. Please try again.",
    Refusal.NO_GROUP: "Your account is in no group that may use this service. Ask whoever manages your groups.",
    Refusal.UNVERIFIED: "Your organisation’s sign-in service has not verified your e-mail address.",
    Refusal.TAKEN: "Somebody else signs in here with your e-mail address. Ask whoever runs this service.",
    Refusal.REVOKED: "Your access to this service has been revoked.",
}


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """`/dashboard/sign-in/provider` and where the provider leads back to."""

    authentication: Authentication

    async def begin(self, request: Request[Any]) -> Response:
        """A redirect to the provider, or the form with what went wrong."""
        if (provider := self.authentication.provider) is None:
            return _nothing()
        return_url = choose_return_url(request.query_params.get("next"))
        try:
            return _go(await provider.begin(request, return_url))
        except ProviderFailed:
            return self._fail(request, return_url)

    async def finish(self, request: Request[Any]) -> Response:
        """A redirect with a session, or the form with why there is none."""
        if (provider := self.authentication.provider) is None:
            return _nothing()
        try:
            ended = await provider.finish(request)
        except ProviderFailed:
            return self._fail(request, HOME)
        except TooManyAttempts as refusal:
            form = sign_in_form(self.authentication, request, HOME, 429, error=say_when(refusal.retry_after))
            return later(form, refusal)
        if isinstance(ended, Refusal):
            return sign_in_form(self.authentication, request, HOME, 403, error=REFUSALS[ended])
        return _go(ended)

    def _fail(self, request: Request[Any], return_url: str) -> Response:
        response = sign_in_form(self.authentication, request, return_url, 503, error=FAILED)
        response.headers["retry-after"] = str(RETRY_SECONDS)
        return response


def _go(step: Step) -> Response:
    response = RedirectResponse(step.url, 303)
    for cookie in step.set_cookies:
        response.headers.append("set-cookie", cookie)
    return response


def _nothing() -> Response:
    return error_page(404, NOTHING_HERE, "This service has no sign-in service of its organisation.")
