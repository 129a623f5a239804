"""What comes out of a printer: a dated statement, without anything that is pressed or typed into."""

import pytest
from playwright.async_api import expect

from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.fitting import PAPER, too_wide
from tests.dashboard.browser.shop import fill_troubles
from tests.dashboard.browser.site import Site
from tests.factories import make_product, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARY = "/dashboard/customers/cus_4"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_customer_is_printed_as_a_dated_statement(site: Site, open_window: OpenWindow, scheme: str) -> None:
    await save(site.database, make_product())
    await fill_troubles(site.database)
    page = await open_window(color_scheme=scheme)
    await page.goto(MARY)

    await page.emulate_media(media="print")

    await expect(page.get_by_text("Northwind · as at 22 Nov 2026, 12:00 GMT")).to_be_visible()
    await expect(page.get_by_text("Only this page of activity is printed.")).to_be_visible()
    await expect(page.locator("#payments tbody tr")).to_have_count(16)
    for pressed in ("button", ".button", "input", "select", "nav", "form", "a[download]"):
        assert [await one.is_visible() for one in await page.locator(pressed).all()].count(True) == 0, pressed
    assert await too_wide(page, PAPER) == {}
    assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(24, 33, 31)"
