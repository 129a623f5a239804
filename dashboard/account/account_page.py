"""The page of an operator's own account: its password, and the sessions that are open."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.session.own_account import OwnAccount, TooManyAttempts
from dashboard.session.sign_in import say_when
from dashboard.session.view import View
from models.access.operator import MINIMUM_PASSWORD_LENGTH, WeakPassword

ACCOUNT = "/dashboard/account"
DONE = "done"

WRONG = "The current password is incorrect."
DIFFERENT = "The two new passwords don’t match."
SAME = "The new password is the one you have."
WITHOUT = "You sign in with your organisation’s account: change its password and its second factor there."
WEAK = f"A password needs at least {MINIMUM_PASSWORD_LENGTH} characters."

# What was done, by the word for it in the URL.
_DONE = {
    "password": "Your password has been changed, and all your other sessions have ended.",
    "second-factor": "Your second factor is off: your password is enough to sign in.",
    "session": "The session has ended.",
    "sessions": "All your other sessions have ended.",
}


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`/dashboard/account`: shows it, changes the password and ends sessions."""

    account: OwnAccount

    async def show(self, request: Request[Any], view: View) -> Response:
        """The page, with what was just done."""
        return await self._page(request, view, done=_DONE.get(request.query_params.get(DONE, "")))

    async def change_password(self, request: Request[Any], view: View) -> Response:
        """Changes it and leads to the page with a new session; the page again, with what is wrong."""
        if not await self.account.has_password(request, view.session):
            return no_password(view)
        form = view.form
        current, new = form.get("current", ""), form.get("new", "")
        if problem := _find_problem(current, new, form.get("repeated", "")):
            return await self._page(request, view, 422, problem=problem)
        try:
            cookie = await self.account.change_password(request, view.session, current, new)
        except WeakPassword:
            return await self._page(request, view, 422, problem=WEAK)
        except TooManyAttempts as refusal:
            response = await self._page(request, view, 429, problem=say_when(refusal.retry_after))
            response.headers["retry-after"] = str(refusal.retry_after)
            return response
        if cookie is None:
            return await self._page(request, view, 422, problem=WRONG)
        return _done("password", {"Set-Cookie": cookie})

    async def end_session(self, request: Request[Any], view: View) -> Response:
        """Ends the session that the form names, if it is theirs."""
        await self.account.end_session(request, view.session, view.form.get("session", ""))
        return _done("session")

    async def end_other_sessions(self, request: Request[Any], view: View) -> Response:
        """Ends every session but this one."""
        await self.account.end_other_sessions(request, view.session)
        return _done("sessions")

    async def _page(
        self,
        request: Request[Any],
        view: View,
        status: int = 200,
        *,
        done: str | None = None,
        problem: str | None = None,
    ) -> Response:
        sessions = await self.account.list_sessions(request, view.session)
        has_password = await self.account.has_password(request, view.session)
        has_second_factor = has_password and await self.account.has_second_factor(request, view.session)
        values: dict[str, Any] = {
            "sessions": sessions,
            "done": done,
            "has_password": has_password,
            "has_second_factor": has_second_factor,
            "problem": problem,
            "minimum": MINIMUM_PASSWORD_LENGTH,
        }
        return html_page("account.html", status, view=view, **values)


def no_password(view: View) -> Response:
    """The page for a form about a password that somebody doesn't have."""
    return error_page(403, "You have no password here", WITHOUT, view=view)


def _find_problem(current: str, new: str, repeated: str) -> str | None:
    if new != repeated:
        return DIFFERENT
    return SAME if new == current else None


def _done(what: str, headers: dict[str, str] | None = None) -> Response:
    return RedirectResponse(f"{ACCOUNT}?{DONE}={what}", 303, headers)
