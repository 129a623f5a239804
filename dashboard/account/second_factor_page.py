"""The page on which operators turn their second factor on and off."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.account.account_page import ACCOUNT, DONE, no_password
from dashboard.account.account_page import WRONG as WRONG_PASSWORD
from dashboard.page.html import html_page
from dashboard.session.own_account import OwnAccount, TooManyAttempts, WrongPassword
from dashboard.session.sign_in import WRONG_CODE, say_when
from dashboard.session.view import View

SECOND_FACTOR = f"{ACCOUNT}/second-factor"


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """`/dashboard/account/second-factor`: offers one where there is none, and turns it on and off by a code."""

    account: OwnAccount

    async def show(self, request: Request[Any], view: View) -> Response:
        """What an app is given; where the second factor is on, how to turn it off."""
        if not await self.account.has_password(request, view.session):
            return no_password(view)
        return await self._page(request, view)

    async def submit(self, request: Request[Any], view: View) -> Response:
        """By password and code, turns it on and shows the recovery codes, this once; or turns it off by a code."""
        if not await self.account.has_password(request, view.session):
            return no_password(view)
        is_on = await self.account.has_second_factor(request, view.session)
        try:
            return await (self._turn_off if is_on else self._turn_on)(request, view)
        except WrongPassword:
            return await self._page(request, view, 422, WRONG_PASSWORD)
        except TooManyAttempts as refusal:
            response = await self._page(request, view, 429, say_when(refusal.retry_after))
            response.headers["retry-after"] = str(refusal.retry_after)
            return response

    async def _turn_on(self, request: Request[Any], view: View) -> Response:
        sent = [view.form.get(name, "") for name in ("current", "offered", "code")]
        codes = await self.account.confirm_second_factor(request, view.session, *sent)
        if codes is not None:
            return html_page("second_factor.html", view=view, codes=codes, problem=None)
        return await self._page(request, view, 422, WRONG_CODE)

    async def _turn_off(self, request: Request[Any], view: View) -> Response:
        if await self.account.turn_off_second_factor(request, view.session, view.form.get("code", "")):
            return RedirectResponse(f"{ACCOUNT}?{DONE}=second-factor", 303)
        return await self._page(request, view, 422, WRONG_CODE)

    async def _page(self, request: Request[Any], view: View, status: int = 200, problem: str | None = None) -> Response:
        offered = await self.account.offer_second_factor(request, view.session, view.form.get("offered"))
        # Few ever need it.
        import segno

        # As an image: the policy of the pages allows no styles within them.
        qr = offered and segno.make_qr(offered.uri).svg_data_uri(scale=4, border=4, light="#fff")
        values: dict[str, Any] = {"offered": offered, "qr": qr, "problem": problem, "codes": None}
        return html_page("second_factor.html", status, view=view, **values)
