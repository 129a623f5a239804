"""Rows that open what they are about, wherever they are clicked, and by the keyboard."""

import pytest
from playwright.async_api import expect

from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.shop import ADA, fill_shop
from tests.dashboard.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = "/dashboard/customers"
PAGES = {"subscriptions": "/dashboard/subscriptions/sub_1_1", "payments": "/dashboard/payments/pi_1_1"}


async def test_a_row_opens_its_page_and_keeps_what_is_in_it_of_use(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()

    for section, path in PAGES.items():
        await page.goto(ADA)
        await page.locator(f"#{section} tbody tr").first.locator("td.amount").click()
        await expect(page).to_have_url(f"{site.url}{path}")
        await page.get_by_role("link", name="← Ada Lovelace").click()
    await page.locator("#payments tbody tr").nth(1).locator("summary, button.copy").first.click()
    await page.locator("#invoices td.amount").first.dblclick()

    await expect(page).to_have_url(f"{site.url}/dashboard/invoices/in_1_1")


async def test_from_the_list_to_a_payment_and_back_without_scripts(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window(java_script_enabled=False)
    await page.goto(f"{LIST}?order=NAME")

    await page.get_by_role("link", name="Ada Lovelace", exact=True).click()
    await page.locator("#payments").get_by_role("link", name="pi_1_2").click()
    await expect(page.get_by_role("list", name="Problems")).to_contain_text("The customer can ask their bank why")
    await page.get_by_role("link", name="← Ada Lovelace").click()
    await page.get_by_role("link", name="← Customers").click()

    await expect(page).to_have_url(f"{site.url}{LIST}?order=NAME")


async def test_the_keys_step_through_all_rows_that_are_seen(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    for path in (PAGES["subscriptions"], PAGES["payments"]):
        await page.keyboard.press("j")
        await expect(page.locator(f"a[href='{path}']").first).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page).to_have_url(f"{site.url}{PAGES['payments']}")


async def test_the_pdf_is_read_only_when_it_is_to_be_shown(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if ".pdf" in request.url else None)
    await page.goto("/dashboard/invoices/in_1_1")
    await page.wait_for_load_state("load")
    unasked = list(asked)

    async with page.expect_response(lambda response: ".pdf" in response.url) as shown:
        await page.get_by_text("Show it here").click()

    assert unasked == []
    assert (await (await shown.value).header_value("content-type")) == "application/pdf"
