"""Signing in and out."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.html import html_page
from dashboard.session.authentication import Callers, TooManyAttempts
from dashboard.session.forms import ForeignForm, read_form
from dashboard.session.return_urls import SIGN_IN, UNSENT, choose_destination
from dashboard.session.view import Visit

WRONG = "E-mail or password is wrong."
ENDED = "You were no longer signed in, so nothing was changed. Sign in and do it again."
STALE = "This page was open for too long. Please try again."


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`/dashboard/sign-in`: a form, and what it is sent to."""

    callers: Callers

    async def show(self, request: Request[Any]) -> Response:
        """The form, or the way on for who is signed in already."""
        destination = choose_destination(request.query_params.get("next"))
        if await self.callers.identify(request) is not None:
            return RedirectResponse(destination, 303)
        return self._form(request, destination, error=ENDED if UNSENT in request.query_params else None)

    async def submit(self, request: Request[Any]) -> Response:
        """The way on with a session, or the form again; the answer is the same for a wrong account and password."""
        try:
            form = await read_form(request, self.callers, self.callers.meet(request).csrf_token)
        except ForeignForm as foreign:
            return self._form(request, choose_destination(foreign.form.get("next")), 403, error=STALE)
        destination, email = choose_destination(form.get("next")), form.get("email", "")
        try:
            cookie = await self.callers.sign_in(request, email, form.get("password", ""))
        except TooManyAttempts as refusal:
            response = self._form(request, destination, 429, email, _wait(refusal.retry_after))
            response.headers["retry-after"] = str(refusal.retry_after)
            return response
        if cookie is None:
            return self._form(request, destination, 403, email, WRONG)
        return RedirectResponse(destination, 303, {"Set-Cookie": cookie})

    async def sign_out(self, request: Request[Any], _: Visit) -> Response:
        """The sign-in form, and no session."""
        return RedirectResponse(SIGN_IN, 303, {"Set-Cookie": await self.callers.sign_out(request)})

    def _form(
        self, request: Request[Any], destination: str, status: int = 200, email: str = "", error: str | None = None
    ) -> Response:
        stranger = self.callers.meet(request)
        headers = {"Set-Cookie": stranger.set_cookie} if stranger.set_cookie else {}
        values = {"csrf_token": stranger.csrf_token, "next": destination, "email": email, "error": error}
        return html_page("sign_in.html", status, headers, **values)


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many attempts. Please try again in {when}."
