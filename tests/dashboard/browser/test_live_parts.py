"""Parts of a page that change without a reload, at the same addresses as with one."""

import re

import pytest
from playwright.async_api import expect
from sqlmodel import select

from models.billing.customer import Customer
from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.shop import ADA, fill_pages, fill_shop
from tests.dashboard.browser.site import Site
from tests.factories import make_customer, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = "/dashboard/customers"


async def test_the_list_follows_what_is_typed_and_keeps_the_cursor_in_the_field(
    site: Site, open_window: OpenWindow
) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(LIST)
    await page.evaluate("window.stays = true")

    await page.keyboard.press("/")
    await page.keyboard.type("grace", delay=40)

    await expect(page.locator("[data-row]")).to_have_text(["Grace Hopper"])
    await expect(page).to_have_url(f"{site.url}{LIST}?search=grace")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await expect(page.get_by_role("status")).to_have_text("1 customer, 1 shown")
    await expect(page.get_by_role("link", name="Export CSV")).to_have_attribute("href", f"{LIST}.csv?search=grace")
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.press("Delete")
    await expect(page.locator("[data-row]")).to_have_count(3)
    await page.get_by_label("Sort").select_option("Name")
    await expect(page).to_have_url(f"{site.url}{LIST}?order=NAME")
    assert await page.evaluate("window.stays")


async def test_the_back_button_brings_the_earlier_view(site: Site, open_window: OpenWindow) -> None:
    await save(site.database, [make_customer(number) for number in range(1, 46)])
    page = await open_window()
    await page.goto(LIST)
    first = page.locator("[data-row]").first

    await page.get_by_role("link", name="Older →").click()
    await expect(first).to_have_text("Customer 21")
    await page.get_by_role("link", name="Older →").click()
    await expect(first).to_have_text("Customer 41")
    await page.go_back()
    await expect(first).to_have_text("Customer 21")
    await page.go_back()
    await expect(first).to_have_text("Customer 1")
    await page.go_forward()

    await expect(first).to_have_text("Customer 21")


async def test_a_link_to_a_section_loads_nothing(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if LIST in request.url else None)

    await page.get_by_role("navigation", name="On this page").get_by_role("link", name="Invoices").click()
    await page.get_by_role("navigation", name="On this page").get_by_role("link", name="Activity").click()
    await page.go_back()

    assert page.url == f"{site.url}{ADA}#invoices"
    assert asked == []


async def test_sections_are_filtered_and_paged_without_losing_each_others_place(
    site: Site, open_window: OpenWindow
) -> None:
    await fill_shop(site.database)
    async with site.database.sessions() as session:
        grace = (await session.exec(select(Customer).where(Customer.id == "cus_2"))).one()
    await fill_pages(site.database, grace, 25)
    page = await open_window()
    await page.goto(f"{LIST}/cus_2")
    await page.evaluate("window.stays = true")
    payments, invoices = page.locator("#payments"), page.locator("#invoices")

    await payments.get_by_role("link", name="Older →").click()
    await expect(payments.locator("tbody tr")).to_have_count(5)
    await invoices.get_by_label("Status of invoices").select_option("Paid")
    await expect(page).to_have_url(re.compile("payments_after=.*invoices=PAID"))
    await expect(payments.locator("tbody tr")).to_have_count(5)
    await invoices.get_by_role("link", name="Older →").click()
    await expect(invoices.locator("tbody tr")).to_have_count(5)
    assert await page.evaluate("window.stays")
    await page.reload()

    await expect(payments.locator("tbody tr")).to_have_count(5)
    await expect(invoices.locator("tbody tr")).to_have_count(5)
    await expect(invoices.get_by_label("Status of invoices")).to_have_value("PAID")


async def test_a_session_that_ended_meanwhile_leads_to_the_sign_in_and_back(
    site: Site, open_window: OpenWindow
) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(LIST)
    await page.context.clear_cookies(name="calmony_session")

    # At once: on a slow machine the page would be left after the first letters.
    await page.get_by_role("searchbox").fill("grace")

    await expect(page.get_by_role("heading", name="Sign in to Calmony Pay")).to_be_visible()
    assert page.url == f"{site.url}/dashboard/sign-in?next=/dashboard/customers%3Fsearch%3Dgrace"


async def test_ids_and_links_are_copied(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window(permissions=["clipboard-read", "clipboard-write"])
    await page.goto(ADA)

    await page.get_by_role("button", name="Copy the customer’s ID").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    await page.get_by_role("button", name="Copy link to CUS_1-0001, to send it").click()
    await expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    link = await page.evaluate("navigator.clipboard.readText()")

    assert copied == "cus_1"
    assert link.startswith(f"{site.url}/invoices/in_1_1.pdf?token=")
