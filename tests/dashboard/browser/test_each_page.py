"""Each page with scripts and without: read, reached by Tab, opened by Enter, and no wider than its window."""

import pytest
from playwright.async_api import Page, expect
from starlette.routing import Match, Route

from app.factory import create_app
from app.settings import Settings
from models.access.viewer import Role
from tests.dashboard.browser.conftest import OpenWindow
from tests.dashboard.browser.fitting import too_wide
from tests.dashboard.browser.page_list import PAGES, ListedPage, fill_listed
from tests.dashboard.browser.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

# They lead elsewhere, are a part of a page, or are files.
NO_PAGES = {
    "/dashboard",
    "/dashboard/",
    "/dashboard/find",
    "/dashboard/find/hits",
    "/dashboard/objects/{object_id:path}",
    "/dashboard/sign-in/provider/return",
    "/dashboard/customers.csv",
    "/dashboard/cancellations.csv",
    "/dashboard/customers/{customer_id:path}/payments.csv",
    "/dashboard/customers/{customer_id:path}/invoices.csv",
}

STOPS_OF_A_DATE = 4
# What Tab must stop at in the main part, in the order of the document; of radio buttons, only the chosen one.
# The unseen button is for Enter in the search box.
_STOPS = """() => {
  const parts = document.querySelectorAll(
    "main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])");
  window.stops = [...parts].filter((part) => part.checkVisibility({ checkVisibilityCSS: true }) && !part.disabled
    && !part.matches(".unseen") && (part.type !== "radio" || part.checked));
  return window.stops.map((part) => part.outerHTML.slice(0, 120));
}"""
_FOCUSED = "[window.stops.indexOf(document.activeElement), !!document.activeElement.closest('main')]"


def list_routes() -> list[Route]:
    """Those of the operator's pages that a browser can open by their address, of live data."""
    routes = [route for route in create_app(Settings()).routes if isinstance(route, Route)]
    pages = [route for route in routes if route.path.startswith("/dashboard") and "GET" in (route.methods or ())]
    return [route for route in pages if not route.path.startswith("/dashboard/test")]


def route_of(path: str) -> str:
    """The route that answers a path."""
    scope = {"type": "http", "method": "GET", "path": path}
    return next(route.path for route in list_routes() if route.matches(scope)[0] is Match.FULL)


async def walk(page: Page) -> tuple[list[str], list[str]]:
    """What Tab should stop at in the main part, and what it stopped at."""
    stops: list[str] = await page.evaluate(_STOPS)
    await page.locator("#main").focus()
    reached: list[str] = []
    # A date has a stop for each of its parts.
    for _ in range(STOPS_OF_A_DATE * len(stops) + 1):
        await page.keyboard.press("Tab")
        at, is_inside = await page.evaluate(_FOCUSED)
        if not is_inside:
            break
        name = stops[at] if at >= 0 else "what is not a link or a control"
        reached += [] if name in reached[-1:] else [name]
    return stops, reached


async def look_at(page: Page, listed: ListedPage) -> None:
    await page.goto(listed.path)
    await expect(page.get_by_role("heading", level=1)).to_have_text(listed.heading)
    await expect(page.get_by_role("main")).to_contain_text(listed.text)
    assert await too_wide(page) == {}, listed.path

    stops, reached = await walk(page)
    assert stops, listed.path
    assert reached == stops, listed.path

    if listed.link is not None:
        name, heading = listed.link
        await page.get_by_role("main").get_by_role("link", name=name).first.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def test_each_route_of_a_page_is_listed() -> None:
    assert {route.path for route in list_routes()} - NO_PAGES == {route_of(listed.path) for listed in PAGES}


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
async def test_each_page_is_read_walked_through_by_keyboard_and_left(
    site: Site, open_window: OpenWindow, *, has_scripts: bool
) -> None:
    await fill_listed(site.database)
    roles: dict[Role | None, Page] = {}
    for listed in PAGES:
        if listed.role not in roles:
            roles[listed.role] = await open_window(listed.role, java_script_enabled=has_scripts)

        await look_at(roles[listed.role], listed)
