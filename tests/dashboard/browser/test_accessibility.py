"""What axe-core finds on each page, in both themes, on a desktop and on a phone: nothing."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from models.access.second_factor import SecondFactor
from models.access.viewer import Role
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN
from tests.dashboard.browser.conftest import DESKTOP, PHONE, OpenWindow
from tests.dashboard.browser.fitting import too_wide
from tests.dashboard.browser.page_list import CANCEL, LIST, PAGES, fill_listed
from tests.dashboard.browser.shop import ADA
from tests.dashboard.browser.site import Site
from tests.factories import NOW, make_operator, save
from tests.node_projects import install_project

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = (
    *(listed.path for listed in PAGES if listed.role is Role.ADMIN),
    f"{LIST}?search=nobody",
    f"{LIST}?from=yesterday",
    "/dashboard/test/customers",
    "/dashboard/customers/cus_4",
    f"{ADA}?changed=sub_1_1",
    f"{LIST}/cus_2",
    "/dashboard/payments/pi_4_1",
    "/dashboard/payments/pi_none",
    "/dashboard/subscriptions/sub_4_2",
    f"{ADA}/erase",
)
FINDINGS = """async (rules) => {
  const { violations } = await axe.run({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}"""

# All rules look at the light theme. The dark one differs in nothing but colours.
RULES = {"light": None, "dark": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="session")
def axe() -> str:
    """The script itself."""
    return (install_project("axe") / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest_asyncio.fixture(loop_scope="session")
async def window(axe: str, site: Site, open_window: OpenWindow) -> Page:
    """An admin's window that scripts of others may be put into."""
    await fill_listed(site.database)
    page = await open_window(role=Role.ADMIN, bypass_csp=True)
    await page.add_init_script(axe)
    return page


async def check(page: Page) -> None:
    """Looks at the page as it stands in each theme and at each width."""
    found = {}
    for scheme, rules in RULES.items():
        for size in (DESKTOP, PHONE):
            await page.emulate_media(color_scheme=scheme)
            await page.set_viewport_size(size)
            found[page.url, scheme, size["width"]] = await page.evaluate(FINDINGS, rules)
    assert {seen: findings for seen, findings in found.items() if findings} == {}


async def test_no_page_keeps_anybody_out_or_is_wider_than_its_window(window: Page) -> None:
    # In one window: to start another for each page takes as long as to check it.
    for path in PATHS:
        await window.goto(path)
        await window.evaluate("document.querySelectorAll('details').forEach((closed) => { closed.open = true; })")

        await check(window)
        assert await too_wide(window) == {}, path


async def test_what_is_found_while_one_types_keeps_nobody_out(window: Page) -> None:
    await window.goto(ADA)
    await window.get_by_role("searchbox").press_sequentially("example.com")
    await expect(window.locator(".hits a")).to_have_count(4)

    await check(window)


async def test_the_dialogs_keep_nobody_out(window: Page) -> None:
    await window.goto(ADA)

    await window.get_by_role("link", name="Cancel subscription").click()
    await expect(window.get_by_role("dialog")).to_be_visible()
    await check(window)
    await window.keyboard.press("Escape")
    await window.keyboard.press("?")
    await expect(window.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()

    await check(window)


async def test_an_answer_that_cant_be_and_one_that_was_done_keep_nobody_out(window: Page) -> None:
    await window.goto(CANCEL)

    await window.get_by_role("radio", name="On a date").check()
    await window.get_by_role("button", name="Cancel subscription").click()
    await expect(window.get_by_role("alert")).to_be_visible()
    await check(window)
    await window.get_by_role("radio", name="At the end").check()
    await window.get_by_role("button", name="Cancel subscription").click()
    await expect(window.locator("#outcome")).to_be_visible()

    await check(window)


async def test_strangers_and_viewers_are_kept_out_by_nothing_but_their_role(
    axe: str, site: Site, open_window: OpenWindow
) -> None:
    await fill_listed(site.database)
    for listed in (listed for listed in PAGES if listed.role is not Role.ADMIN):
        page = await open_window(listed.role, bypass_csp=True)
        await page.add_init_script(axe)

        await page.goto(listed.path)

        await check(page)


async def test_the_code_that_is_asked_for_keeps_nobody_out(axe: str, site: Site, open_window: OpenWindow) -> None:
    operator = make_operator(email=EMAIL, password_hash=CHEAP_HASH)
    await save(site.database, operator)
    await save(site.database, SecondFactor(operator_id=operator.id, sealed_seed="sealed", confirmed_at=NOW))
    page = await open_window(None, bypass_csp=True)
    await page.add_init_script(axe)

    await page.goto(SIGN_IN)
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")

    await check(page)
