"""Everything by the keyboard alone: shortcuts, the order of focus, dialogs."""

import pytest
from playwright.async_api import expect

from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.keys import focused, tab_to
from tests.dashboard.browser.shop import ADA, fill_shop
from tests.dashboard.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = "/dashboard/customers"


async def test_a_subscription_is_cancelled_without_a_mouse(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(LIST)

    await tab_to(page, "Ada Lovelace")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    await tab_to(page, "Cancel subscription Coffee club · Plan 1")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cancel this subscription?")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_role("link", name="Keep subscription")).to_be_focused()
    await tab_to(page, "Cancel subscription")
    await page.keyboard.press("Enter")

    await expect(page.locator("#outcome")).to_contain_text("was cancelled")


async def test_the_question_keeps_the_focus_until_escape_gives_it_back(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)
    opener = page.get_by_role("link", name="Cancel subscription")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Keep subscription")).to_be_focused()

    inside = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        # Between its last and its first element the browser's own controls are reached.
        inside.append(await page.evaluate("document.activeElement.matches('body, dialog, dialog *')"))
    await page.keyboard.press("Escape")

    assert all(inside)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_keep_subscription_closes_the_question_and_changes_nothing(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)
    opener = page.get_by_role("link", name="Cancel subscription")
    await opener.click()

    await expect(page.get_by_role("link", name="Keep subscription")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()
    await expect(page).to_have_url(f"{site.url}{ADA}")


async def test_the_shortcuts_lead_around(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(LIST)
    rows = page.locator("[data-row]")

    for key, row in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        await page.keyboard.press(key)
        await expect(rows.nth(row)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{site.url}{ADA}")
    await expect(page.locator("html.scripted")).to_be_attached()

    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("g")
    await page.keyboard.press("c")
    await expect(page).to_have_url(f"{site.url}{LIST}")
    await expect(page.locator("html.scripted")).to_be_attached()

    await page.keyboard.press("/")
    find = page.get_by_role("searchbox")
    await expect(find).to_be_focused()
    await page.keyboard.type("j?k/")
    await expect(find).to_have_value("j?k/")
    await page.keyboard.press("Escape")
    await expect(find).not_to_be_focused()


async def test_the_first_tab_offers_the_way_past_the_header(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    await page.keyboard.press("Tab")
    assert await focused(page) == "Skip to content"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")

    assert await focused(page) == "← Customers"
