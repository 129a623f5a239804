"""A second factor turned on and asked for, by the keyboard alone."""

import pyotp
import pytest
from playwright.async_api import Page, expect

from models.values.instant import SECOND
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN
from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.fitting import too_wide
from tests.dashboard.browser.site import Site
from tests.factories import NOW, make_operator, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

FACTOR = "/dashboard/account/second-factor"


async def sign_in(page: Page) -> None:
    """As one types: the first field has the focus."""
    await page.goto(f"{SIGN_IN}?next={FACTOR}")
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await page.keyboard.type(EMAIL)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
async def test_a_second_factor_is_turned_on_and_asked_for(
    site: Site, open_window: OpenWindow, *, has_scripts: bool
) -> None:
    await save(site.database, make_operator(email=EMAIL, password_hash=CHEAP_HASH))
    first, second = [await open_window(None, java_script_enabled=has_scripts) for _ in range(2)]

    await sign_in(first)
    seed = await first.locator("form.settings code").inner_text()
    await first.get_by_label("Current password").focus()
    await first.keyboard.type(PASSWORD)
    await first.keyboard.press("Tab")
    await first.keyboard.type(pyotp.TOTP(seed).at(NOW // SECOND))
    await first.keyboard.press("Enter")
    await expect(first.get_by_role("main").get_by_role("status")).to_contain_text("you will be asked for a code")
    recovery = await first.locator(".codes code").first.inner_text()
    assert await too_wide(first) == {}

    await sign_in(second)
    await expect(second.get_by_role("heading", level=1)).to_have_text("Enter your code")
    assert await too_wide(second) == {}
    for code, heading in (("no such code", "Enter your code"), (recovery, "Second factor")):
        field = second.get_by_label("The six digits")
        await expect(field).to_be_focused()
        await second.keyboard.type(code)
        await second.keyboard.press("Tab")
        await expect(second.get_by_role("button", name="Sign in")).to_be_focused()
        await second.keyboard.press("Enter")
        await expect(second.get_by_role("heading", level=1)).to_have_text(heading)
