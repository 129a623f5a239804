"""Chromium as the system has it, driven against a real server."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from models.access.viewer import Role
from tests.dashboard.browser.site import HOST, Site, serving
from tests.dashboard.browser.watching import Watch
from tests.factories import make_project, save

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONDON = "Europe/London"
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

OpenWindow = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the system's browser is."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"a browser is needed to see the pages in: one of {', '.join(NAMES)}")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    # Chromium has no sandbox for root, as whom containers run.
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def site(served: Site) -> AsyncIterator[Site]:
    """The server with one project and nothing else."""
    await save(served.database, make_project())
    yield served
    await served.empty()


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser, site: Site) -> AsyncIterator[OpenWindow]:
    """`await open_window(role=…, color_scheme=…)`: a window of somebody signed in, of a stranger with role=None.

    Nothing that must not happen on a page has happened in any of them.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    async def open_window(role: Role | None = Role.OPERATOR, **options: Any) -> Page:
        values = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": LONDON, "reduced_motion": "reduce"}
        context = await browser.new_context(base_url=site.url, **values | options)
        context.set_default_timeout(PATIENCE)
        if role is not None:
            zone = {"name": "calmony_time_zone", "value": LONDON, "domain": HOST, "path": "/dashboard"}
            await context.add_cookies([await site.sign_in(role), zone])
        opened.append((context, Watch(context, site.url)))
        return await context.new_page()

    yield open_window
    for context, _ in opened:
        await context.close()
    assert [wrong for _, watch in opened for wrong in watch] == []
