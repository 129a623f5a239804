"""Names that break what is careless: nothing runs, and no page is wider than its window."""

import pytest
from playwright.async_api import Dialog, Page, expect

from tests.dashboard.browser.conftest import DESKTOP, PHONE, OpenWindow
from tests.dashboard.browser.shop import fill_troubles
from tests.dashboard.browser.site import Site
from tests.dashboard.test_strange_texts import NAMES
from tests.factories import make_customer, make_item, make_plan, make_product, make_subscription, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = "/dashboard/customers"


async def fits(page: Page) -> None:
    for size in (DESKTOP, PHONE):
        await page.set_viewport_size(size)
        width, window = await page.evaluate(
            "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.documentElement)"
        )
        assert width <= window


async def test_every_name_fits_and_none_runs(site: Site, open_window: OpenWindow) -> None:
    await fill_names(site)
    page = await open_window()
    ran: list[str] = []

    async def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", note)
    await page.goto(LIST)
    await fits(page)
    for number, name in enumerate(NAMES.values(), 1):
        await page.goto(f"{LIST}/cus_{number}")
        await expect(page.get_by_role("heading", level=1)).to_have_text(" ".join(name.split()))
        await fits(page)
        await page.get_by_role("link", name="Cancel subscription").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await fits(page)

    assert ran == []


async def test_a_page_with_everything_fits_on_a_phone(site: Site, open_window: OpenWindow) -> None:
    await save(site.database, make_product())
    await fill_troubles(site.database)
    page = await open_window()

    await page.goto(f"{LIST}/cus_4")
    await page.evaluate("document.querySelectorAll('details').forEach((closed) => { closed.open = true; })")

    await fits(page)


async def fill_names(site: Site) -> None:
    """A customer of each name, with a plan of the same name."""
    await save(site.database, make_product())
    for number, name in enumerate(NAMES.values(), 1):
        customer = make_customer(number, name=name, email=f"{'long' * 60}@example.com", extra={name: name})
        plan = make_plan(number, product_name=name, name=name)
        subscription = make_subscription(customer)
        await save(site.database, customer, plan, subscription, make_item(subscription, plan))
