"""What an operator changes, by the keyboard alone, with scripts and without."""

import pytest
from playwright.async_api import Page, expect

from models.access.viewer import Role
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN
from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.fitting import too_wide
from tests.dashboard.browser.keys import tab_to
from tests.dashboard.browser.shop import ADA, fill_shop
from tests.dashboard.browser.site import Site
from tests.factories import make_operator, save

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"]),
]


async def press(page: Page, name: str) -> None:
    """Goes to what is called so, and opens it."""
    await tab_to(page, name)
    await page.keyboard.press("Enter")


async def test_a_subscription_is_scheduled_to_end_and_continued(
    site: Site, open_window: OpenWindow, *, has_scripts: bool
) -> None:
    await fill_shop(site.database)
    page = await open_window(java_script_enabled=has_scripts)
    await page.goto(f"{ADA}/subscriptions/sub_1_1/cancel")

    await page.get_by_role("radio", name="Immediately").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="At the end of the current period")).to_be_checked()
    await press(page, "Cancel subscription")
    await expect(page.locator("#outcome")).to_contain_text("scheduled to end on 12 Dec 2026")
    assert await too_wide(page) == {}
    await page.locator("#main").focus()
    await press(page, "Undo")

    await expect(page.locator("#outcome")).to_contain_text("will continue")
    assert await too_wide(page) == {}


async def test_a_customer_is_erased(site: Site, open_window: OpenWindow, *, has_scripts: bool) -> None:
    await fill_shop(site.database)
    page = await open_window(Role.ADMIN, java_script_enabled=has_scripts)
    await page.goto("/dashboard/customers/cus_2")

    await press(page, "Erase this customer")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Erase this customer?")
    for typed, told in (("cus_3", "#problem"), ("cus_2", "text=This customer was erased on")):
        await page.get_by_label("Type the customer’s ID").focus()
        await page.keyboard.press("ControlOrMeta+a")
        await page.keyboard.type(typed)
        await press(page, "Erase for good")
        await expect(page.locator(told)).to_be_visible()
        assert await too_wide(page) == {}


async def test_a_password_is_changed(site: Site, open_window: OpenWindow, *, has_scripts: bool) -> None:
    await save(site.database, make_operator(email=EMAIL, password_hash=CHEAP_HASH))
    page = await open_window(None, java_script_enabled=has_scripts)
    await page.goto(f"{SIGN_IN}?next=/dashboard/account")
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")

    await page.get_by_label("Current password").focus()
    for typed in (PASSWORD, "a new one that is long", "a new one that is long"):
        await page.keyboard.type(typed)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.locator("#outcome")).to_contain_text("password")
    assert await too_wide(page) == {}
