"""What the operator's pages get: who is signed in, signing in and out, and form tokens."""

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request

from app.http.account_callers import browser_of, own_account
from app.http.callers import HttpCallers, host_of
from app.http.provider_callers import provider_sign_in
from app.http.request_body import read_body
from app.rates.rates import RateLimited
from app.sessions.cookies import SignedCookie, session_cookie, stranger_cookie
from app.sessions.ending import end_session
from app.sessions.form_tokens import form_token
from app.sessions.pending_sign_ins import Pending, read_pending, write_pending
from app.settings import Settings
from dashboard.session.authentication import Authentication, CodeAsked, FormToken
from dashboard.session.own_account import TooLate, TooManyAttempts
from dashboard.session.session import Session
from models.access.operator_session import NewSession

# Our forms have some hundred bytes.
MAX_FORM_BYTES = 64 * 1024


def dashboard_callers(callers: HttpCallers) -> Authentication:
    """The pages' way to sessions, on what the application keeps in `request.state`."""
    visitors = _Visitors(callers, session_cookie(callers.settings), stranger_cookie(callers.settings))
    return Authentication(
        identify=visitors.identify,
        issue_form_token=visitors.issue_form_token,
        sign_in=visitors.sign_in,
        enter_code=visitors.enter_code,
        sign_out=visitors.sign_out,
        provider=provider_sign_in(callers.settings, visitors.welcome),
        has_passwords=callers.settings.passwords,
        account=own_account(callers.settings, visitors.session_cookie),
        read_body=partial(read_body, limit=MAX_FORM_BYTES),
        open_context=callers.open_context,
        host=callers.netloc,
        seconds=callers.settings.execution_time_limit,
    )


@dataclass(frozen=True, slots=True)
class _Visitors:
    callers: HttpCallers
    session_cookie: SignedCookie
    stranger_cookie: SignedCookie

    async def identify(self, request: Request[Any]) -> Session | None:
        viewer = await self.callers.identify_session(request)
        signed = self.session_cookie.read_signed(request)
        if viewer is None or signed is None:
            return None
        return Session(viewer, form_token(signed.secret, signed.text), signed.text)

    def issue_form_token(self, request: Request[Any]) -> FormToken:
        known = self.stranger_cookie.read_signed(request)
        if known is not None:
            return FormToken(form_token(known.secret, known.text), None)
        name = secrets.token_urlsafe(16)
        return FormToken(form_token(self.stranger_cookie.secret_key, name), self.stranger_cookie.write(name))

    async def sign_in(self, request: Request[Any], email: str, password: str) -> str | CodeAsked | None:
        try:
            session = await request.state["sign_in"].sign_in(email, password, host_of(request), browser_of(request))
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited
        if isinstance(session, Pending):
            browser = self.issue_form_token(request).csrf_token
            return CodeAsked(write_pending(self._secret_key, session, browser, request.state["clock"]()))
        return None if session is None else await self.welcome(request, session)

    async def enter_code(self, request: Request[Any], text: str, code: str) -> str | None:
        browser = self.issue_form_token(request).csrf_token
        pending = read_pending(self._secret_key, text, browser, request.state["clock"]())
        if pending is None:
            raise TooLate
        try:
            session = await request.state["sign_in"].enter_code(pending, code, host_of(request), browser_of(request))
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited
        return None if session is None else await self.welcome(request, session)

    async def welcome(self, request: Request[Any], session: NewSession) -> str:
        # The browser forgets an earlier session, and so does the server.
        await self._end(request)
        return self.session_cookie.write(session.token)

    async def sign_out(self, request: Request[Any]) -> str:
        await self._end(request)
        return self.session_cookie.end()

    async def _end(self, request: Request[Any]) -> None:
        token = self.session_cookie.read(request)
        if token is not None:
            await end_session(request.state["database"], token, request.state["clock"]())

    @property
    def _secret_key(self) -> str:
        return self.settings.secret_key.get_secret_value()

    @property
    def settings(self) -> Settings:
        return self.callers.settings
