"""The page for signing in, and signing out."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.html import html_page
from dashboard.page.last_list import forget_last_lists
from dashboard.session.authentication import Authentication, CodeAsked
from dashboard.session.forms import ForeignForm, Form, read_form
from dashboard.session.own_account import TooLate, TooManyAttempts
from dashboard.session.return_urls import HOME, SIGN_IN, UNSENT, choose_return_url, provider_url
from dashboard.session.view import View

WRONG_CODE = "That code is incorrect, or has already been used."
WRONG = "The e-mail address or password is incorrect."
ENDED = "Your session had ended, so nothing was changed. Sign in and try again."
NO_PASSWORDS = "Passwords are switched off here: sign in with your organisation’s account."
STALE = "This page had been open for too long. Please try again."


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`/dashboard/sign-in`: shows the form and handles it."""

    authentication: Authentication

    async def show(self, request: Request[Any]) -> Response:
        """The form; a redirect if the operator is signed in already."""
        return_url = choose_return_url(request.query_params.get("next"))
        if await self.authentication.identify(request) is not None:
            return RedirectResponse(return_url, 303)
        return self._form(request, return_url, error=ENDED if UNSENT in request.query_params else None)

    async def submit(self, request: Request[Any]) -> Response:
        """A redirect with a session, or the form again. Wrong account and wrong password get the same answer."""
        form = await self._read(request)
        if isinstance(form, Response):
            return form
        return_url, email = choose_return_url(form.get("next")), form.get("email", "")
        try:
            cookie = await self.authentication.sign_in(request, email, form.get("password", ""))
        except TooManyAttempts as refusal:
            return later(self._form(request, return_url, 429, email, say_when(refusal.retry_after)), refusal)
        if cookie is None:
            return self._form(request, return_url, 403, email, WRONG)
        if isinstance(cookie, CodeAsked):
            return self._code_form(request, return_url, cookie.pending)
        return RedirectResponse(return_url, 303, {"Set-Cookie": cookie})

    async def submit_code(self, request: Request[Any]) -> Response:
        """A redirect with a session, or the code's form again; the first form where too much time has passed."""
        form = await self._read(request)
        if isinstance(form, Response):
            return form
        return_url, pending = choose_return_url(form.get("next")), form.get("pending", "")
        try:
            cookie = await self.authentication.enter_code(request, pending, form.get("code", ""))
        except TooLate:
            return self._form(request, return_url, 403, error=STALE)
        except TooManyAttempts as refusal:
            return later(self._code_form(request, return_url, pending, 429, say_when(refusal.retry_after)), refusal)
        if cookie is None:
            return self._code_form(request, return_url, pending, 403, WRONG_CODE)
        return RedirectResponse(return_url, 303, {"Set-Cookie": cookie})

    async def sign_out(self, request: Request[Any], _: View) -> Response:
        """Ends the session and leads to the form."""
        response = RedirectResponse(SIGN_IN, 303, {"Set-Cookie": await self.authentication.sign_out(request)})
        forget_last_lists(response)
        return response

    async def _read(self, request: Request[Any]) -> Form | Response:
        """What was sent, or why it can't be taken."""
        if not self.authentication.has_passwords:
            return self._form(request, HOME, 403, error=NO_PASSWORDS)
        token = self.authentication.issue_form_token(request).csrf_token
        try:
            return await read_form(request, self.authentication, token)
        except ForeignForm as foreign:
            return self._form(request, choose_return_url(foreign.form.get("next")), 403, error=STALE)

    def _code_form(
        self, request: Request[Any], return_url: str, pending: str, status: int = 200, error: str | None = None
    ) -> Response:
        values = {"next": return_url, "pending": pending, "error": error}
        return _page(self.authentication, request, "code.html", status, **values)

    def _form(
        self, request: Request[Any], return_url: str, status: int = 200, email: str = "", error: str | None = None
    ) -> Response:
        return sign_in_form(self.authentication, request, return_url, status, email, error)


def sign_in_form(
    authentication: Authentication,
    request: Request[Any],
    return_url: str,
    status: int = 200,
    email: str = "",
    error: str | None = None,
) -> Response:
    """The form, with what went wrong; it offers the ways to sign in that there are."""
    values = {
        "next": return_url,
        "email": email,
        "error": error,
        "provider_url": authentication.provider and provider_url(return_url),
    }
    return _page(authentication, request, "sign_in.html", status, **values, has_passwords=authentication.has_passwords)


def _page(authentication: Authentication, request: Request[Any], template: str, status: int, **values: Any) -> Response:
    form_token = authentication.issue_form_token(request)
    headers = {"Set-Cookie": form_token.set_cookie} if form_token.set_cookie else {}
    return html_page(template, status, headers, csrf_token=form_token.csrf_token, **values)


def later(response: Response, refusal: TooManyAttempts) -> Response:
    """The response, with when to try again."""
    response.headers["retry-after"] = str(refusal.retry_after)
    return response


def say_when(seconds: int) -> str:
    """What somebody reads who has tried too often."""
    minutes = -(-seconds // 60)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many attempts. Please try again in {when}."
