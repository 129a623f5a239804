"""What an operator comes for, from signing in to the invoice on the desk."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from pypdf import PdfReader
from sqlmodel import select

from models.access.viewer import Role
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD
from tests.dashboard.browser.conftest import PHONE, OpenWindow
from tests.dashboard.browser.shop import ADA, fill_shop
from tests.dashboard.browser.site import Site
from tests.factories import make_credit_note, make_customer, make_invoice, make_line, make_operator, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

WINDOWS = {
    "desktop": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "has_touch": True},
    "without scripts": {"java_script_enabled": False},
}


@pytest.mark.parametrize("window", WINDOWS)
async def test_sign_in_find_a_customer_cancel_a_subscription_and_download_an_invoice(
    site: Site, open_window: OpenWindow, tmp_path: Path, window: str
) -> None:
    await fill_shop(site.database)
    await save(site.database, make_operator(email=EMAIL, password_hash=CHEAP_HASH))
    page = await open_window(role=None, **WINDOWS[window])

    await page.goto("/dashboard/customers")
    await sign_in(page)
    await page.get_by_role("link", name="Ada Lovelace", exact=True).click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    await expect(page.locator("#payments tbody tr")).to_have_count(3)
    await expect(page.locator("#payments tbody")).to_contain_text("The bank declined the card.")
    subscription = page.locator("#subscriptions tbody tr")
    await expect(subscription).to_contain_text("Coffee club · Plan 1")
    await expect(subscription).to_contain_text("12 Dec 2026")
    await expect(page.locator("#invoices tbody tr")).to_contain_text(["£12.00", "Overdue"])
    await no_sideways_scrolling(page)

    await page.get_by_role("link", name="Cancel subscription").click()
    await expect(page.get_by_role("radio", name="Immediately")).to_be_checked()
    await expect(page.locator("form.question")).to_contain_text("One open invoice for £49.00 remains due")
    await no_sideways_scrolling(page)
    await page.get_by_role("button", name="Cancel subscription", exact=True).click()
    await expect(page.locator("#outcome")).to_contain_text("Coffee club · Plan 1 was cancelled")
    await expect(page.locator("#subscriptions")).to_contain_text("No active subscriptions.")

    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download PDF of CUS_1-0001").click()
    saved = tmp_path / (await downloading.value).suggested_filename
    await (await downloading.value).save_as(saved)

    assert saved.name == "invoice-CUS_1-0001.pdf"
    text = "".join(sheet.extract_text() for sheet in PdfReader(saved).pages)
    assert all(shown in text for shown in ("Northwind", "Ada Lovelace", "CUS_1-0001", "Beans 0", "£12.00"))
    assert await stored(site) == (SubscriptionStatus.CANCELED, EMAIL, ["subscription.canceled"])


async def test_a_scheduled_cancellation_is_taken_back_at_once(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    await page.get_by_role("link", name="Cancel subscription").click()
    await page.get_by_role("radio", name="At the end of the current period").check()
    await page.get_by_label("Reason").select_option("MISSING_FEATURES")
    await page.get_by_label("Comment").fill("Asked for <b>tea</b>")
    await page.get_by_role("button", name="Cancel subscription", exact=True).click()
    await expect(page.locator("#outcome")).to_contain_text("scheduled to end on 12 Dec 2026, 12:00 GMT")
    await expect(page.locator("#subscriptions tbody tr")).to_contain_text("Cancels 12 Dec 2026")
    await page.get_by_role("button", name="Undo").click()

    await expect(page.locator("#outcome")).to_contain_text("will continue: no cancellation is scheduled")
    await expect(page.get_by_role("link", name="Cancel subscription")).to_be_visible()
    assert await stored(site) == (
        SubscriptionStatus.ACTIVE,
        None,
        ["subscription.cancellation_scheduled", "subscription.resumed"],
    )


async def test_a_date_chosen_shows_what_it_leads_to_and_is_kept(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    await page.get_by_role("link", name="Cancel subscription").click()
    await page.get_by_label("End date").fill("2027-01-20")
    await expect(page.get_by_role("radio", name="On a date")).to_be_checked()
    await expect(page.locator("#consequence")).to_contain_text("It stays active until 20 Jan 2027, 00:00 GMT.")
    await page.get_by_role("radio", name="Immediately").check()
    await expect(page.locator("#consequence")).to_have_text("It is charged as usual until the start of that day.")
    await page.get_by_label("End date").fill("2027-01-20")
    await expect(page.locator("#consequence")).to_contain_text("It stays active until 20 Jan 2027, 00:00 GMT.")
    await page.get_by_role("button", name="Cancel subscription", exact=True).click()

    await expect(page.locator("#outcome")).to_contain_text("scheduled to end on 20 Jan 2027, 00:00 GMT")


async def test_a_double_click_on_the_final_button_cancels_once(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    await page.goto(ADA)

    await page.get_by_role("link", name="Cancel subscription").click()
    await page.get_by_role("button", name="Cancel subscription", exact=True).dblclick()

    await expect(page.locator("#outcome")).to_contain_text("was cancelled")
    assert len(posts) == 1
    assert (await stored(site))[2] == ["subscription.canceled"]


async def test_a_viewer_sees_everything_and_is_offered_no_cancellation(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window(Role.VIEWER)

    await page.goto(ADA)

    await expect(page.locator("#subscriptions tbody tr")).to_contain_text("Coffee club · Plan 1")
    await expect(page.get_by_role("link", name="Download PDF of CUS_1-0001")).to_be_visible()
    await expect(page.get_by_text("Cancel subscription")).to_have_count(0)
    await page.locator("details.who summary").click()
    await expect(page.get_by_text("Viewer: read-only")).to_be_visible()


async def test_signing_out_ends_the_session(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window()
    await page.goto(ADA)

    await page.locator("details.who summary").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in to Calmony Pay")).to_be_visible()
    await page.goto(ADA)

    await expect(page).to_have_url(f"{site.url}/dashboard/sign-in?next=/dashboard/customers/cus_1")


async def test_times_follow_the_browsers_zone_and_amounts_its_language(site: Site, open_window: OpenWindow) -> None:
    await fill_shop(site.database)
    page = await open_window(timezone_id="America/New_York", locale="de-DE")
    await page.goto(ADA)

    await expect(page.locator("#payments tbody tr").first).to_contain_text("21.11.2026, 07:00 EST")
    await expect(page.locator("#payments tbody tr").first).to_contain_text("12,00 £")
    await expect(page.locator("footer")).to_contain_text("New York time (EST)")


async def test_a_credit_note_is_told_on_the_line_of_its_link(site: Site, open_window: OpenWindow) -> None:
    invoice = make_invoice(customer := make_customer())
    await save(site.database, customer, invoice, make_line(invoice), [make_credit_note(invoice, n) for n in (1, 2)])
    page = await open_window()

    await page.goto("/dashboard/invoices/in_1_1")

    told = [f"CUS_1-0001-CN-0{n} · PDF · £2.00 credited on 21 Nov 2026" for n in (1, 2)]
    assert (await page.locator("#credits li").all_inner_texts()) == told


async def sign_in(page: Page) -> None:
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()


async def no_sideways_scrolling(page: Page) -> None:
    # Where there are no scripts, Playwright still evaluates ours.
    width, shown = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown


async def stored(site: Site) -> tuple[SubscriptionStatus, str | None, list[str]]:
    async with site.database.sessions() as session:
        subscription = (await session.exec(select(Subscription))).one()
        events = (await session.exec(select(Event).order_by(Event.id))).all()
    return subscription.status, subscription.cancellation_requested_by, [event.type for event in events]
