"""One box to find everything: as one types, by keyboard, and without JavaScript."""

import pytest
from playwright.async_api import expect

from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.shop import ADA, fill_shop
from tests.dashboard.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = "/dashboard/customers"
WIDTHS = (1440, 768, 390)


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_keys_lead_through_what_is_found_as_one_types(
    site: Site, open_window: OpenWindow, width: int
) -> None:
    await fill_shop(site.database)
    page = await open_window(viewport={"width": width, "height": 900})
    await page.goto(ADA)
    await page.keyboard.press("/")
    await page.keyboard.type("example.com")
    hits = page.locator(".hits a")
    await expect(hits).to_have_count(3)

    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        await page.keyboard.press(key)
        await expect(hits.nth(at)).to_be_focused()
    box = await page.locator(".hits").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Grace Hopper")


async def test_enter_on_the_only_hit_opens_it_where_it_was_found(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    await page.keyboard.press("/")
    await page.keyboard.type("pi_1_1")
    await expect(page.locator(".hits a")).to_have_text(["Ada LovelaceID pi_1_1"])
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{site.url}/dashboard/payments/pi_1_1")

    await page.goto(LIST)
    await page.keyboard.press("/")
    await page.keyboard.type("4711")
    await expect(page.locator("[data-row]")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{site.url}{ADA}")


async def test_without_javascript_the_box_is_a_form(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window(java_script_enabled=False)
    await page.goto(ADA)
    field = page.get_by_role("searchbox")

    await field.fill("pi_1_1")
    await field.press("Enter")
    await expect(page).to_have_url(f"{site.url}/dashboard/payments/pi_1_1")

    await page.get_by_role("searchbox").fill("example.com")
    await page.get_by_role("searchbox").press("Enter")
    await expect(page).to_have_url(f"{site.url}{LIST}?search=example.com")
    await expect(page.locator("[data-row]")).to_have_count(3)


async def test_the_empty_box_offers_whom_one_viewed_last_and_escape_closes_it(
    site: Site, open_window: OpenWindow
) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)
    hits = page.locator(".hits")

    for where in (ADA, LIST):
        await page.goto(where)
        for _ in range(40):
            await page.keyboard.press("/")
            try:
                await expect(hits.locator("h2")).to_have_text("Viewed last", timeout=500)
                break
            except AssertionError:
                await page.evaluate("document.activeElement.blur()")
        await expect(hits.locator("a")).to_contain_text(["Ada Lovelace"])
        await page.keyboard.press("ArrowDown")
        await expect(hits.locator("a").first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(hits).to_be_hidden()
        await expect(page.get_by_role("searchbox")).to_be_focused()


async def test_enter_in_the_list_opens_the_only_hit_without_scripts_and_keeps_what_narrows_it(
    site: Site, open_window: OpenWindow
) -> None:
    await fill_shop(site.database)
    page = await open_window(java_script_enabled=False)
    await page.goto(LIST)
    box = page.get_by_role("searchbox")

    await box.fill("lovelace")
    await box.press("Enter")
    await expect(page).to_have_url(ADA)
    await page.goto(f"{LIST}?risk=yes")
    await box.fill("lovelace")
    await box.press("Enter")

    await expect(page).to_have_url(f"{LIST}?search=lovelace&risk=yes")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
async def test_who_cancelled_lately_is_two_clicks_from_the_list(
    site: Site, open_window: OpenWindow, *, has_scripts: bool
) -> None:
    await fill_shop(site.database)
    page = await open_window(java_script_enabled=has_scripts)
    await page.goto(LIST)

    await page.get_by_role("link", name="Cancellations").click()
    await page.get_by_role("link", name="Last 7 days").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Cancellations")
    await expect(page.locator("input[name=from]")).to_have_value("2026-11-16")
