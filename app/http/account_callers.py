"""What the page of an operator's own account gets, on what the application keeps in `request.state`."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from app.http.callers import host_of
from app.rates.rates import RateLimited
from app.sessions.accounts import Accounts
from app.sessions.browsers import name_browser
from app.sessions.cookies import SignedCookie
from app.sessions.second_factors import provisioning_uri
from app.settings import Settings
from dashboard.session.own_account import NewSecondFactor, OpenSession, OwnAccount, TooManyAttempts, WrongPassword
from dashboard.session.session import Session


def own_account(settings: Settings, session_cookie: SignedCookie) -> OwnAccount:
    """The page's way to the account of whoever is signed in."""
    owners = _Owners(settings, session_cookie)
    return OwnAccount(
        list_sessions=owners.list_sessions,
        end_session=owners.end_session,
        end_other_sessions=owners.end_other_sessions,
        has_password=owners.has_password,
        has_second_factor=owners.has_second_factor,
        offer_second_factor=owners.offer_second_factor,
        confirm_second_factor=owners.confirm_second_factor,
        turn_off_second_factor=owners.turn_off_second_factor,
        change_password=owners.change_password,
    )


def browser_of(request: Request[Any]) -> str | None:
    """What people call the browser that sent the request."""
    return name_browser(request.headers.get("user-agent", ""))


@dataclass(frozen=True, slots=True)
class _Owners:
    settings: Settings
    session_cookie: SignedCookie

    async def list_sessions(self, request: Request[Any], session: Session) -> list[OpenSession]:
        return await _accounts(request).list_sessions(session.operator_id, session.token)

    async def end_session(self, request: Request[Any], session: Session, session_id: str) -> None:
        await _accounts(request).end_session(session.operator_id, session_id)

    async def end_other_sessions(self, request: Request[Any], session: Session) -> None:
        await _accounts(request).end_other_sessions(session.operator_id, session.token)

    async def has_password(self, request: Request[Any], session: Session) -> bool:
        if self.settings.oidc_issuer is None:
            return True
        return self.settings.passwords and await _accounts(request).has_password(session.operator_id)

    async def has_second_factor(self, request: Request[Any], session: Session) -> bool:
        return await _accounts(request).second_factors.is_on(session.operator_id)

    async def offer_second_factor(
        self, request: Request[Any], session: Session, offered: str | None
    ) -> NewSecondFactor | None:
        factors = _accounts(request).second_factors
        if await factors.is_on(session.operator_id):
            return None
        seed, sealed = factors.offer(session.token, offered)
        return NewSecondFactor(seed, provisioning_uri(seed, session.email), sealed)

    async def confirm_second_factor(
        self, request: Request[Any], session: Session, password: str, offered: str, code: str
    ) -> list[str] | None:
        accounts = _accounts(request)
        try:
            if not await accounts.is_password(session.email, password, host_of(request)):
                raise WrongPassword
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited
        return await accounts.second_factors.confirm(session.operator_id, session.token, offered, code)

    async def turn_off_second_factor(self, request: Request[Any], session: Session, code: str) -> bool:
        try:
            return await _accounts(request).turn_off_second_factor(
                session.email, session.operator_id, code, host_of(request)
            )
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited

    async def change_password(self, request: Request[Any], session: Session, current: str, new: str) -> str | None:
        where = host_of(request), browser_of(request)
        try:
            changed = await _accounts(request).change_password(session.email, current, new, *where)
        except RateLimited as limited:
            raise TooManyAttempts(limited.retry_after) from limited
        return None if changed is None else self.session_cookie.write(changed.token)


def _accounts(request: Request[Any]) -> Accounts:
    accounts: Accounts = request.state["accounts"]
    return accounts
