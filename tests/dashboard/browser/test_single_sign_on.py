"""Signing in with the organisation's account, at a real provider on another port."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.setting_groups.single_sign_on import OidcRole
from models.values.instant import system_clock
from tests.app.sign_in_provider import CLIENT_ID, CLIENT_SECRET, SignInProvider, running_provider
from tests.app.signing_in import EMAIL
from tests.dashboard.browser.site import Site, serving
from tests.factories import make_project, save

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def provider() -> Iterator[SignInProvider]:
    with running_provider() as provider:
        provider.add_user("ada", email=EMAIL, email_verified=True, groups=["desk"])
        provider.add_user("eve", email="eve@post.example", email_verified=True, groups=[])
        yield provider


@pytest_asyncio.fixture(loop_scope="session")
async def own_site(provider: SignInProvider, tmp_path: Path) -> AsyncIterator[Site]:
    values = {"oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET, "passwords": False}
    roles = {"desk": OidcRole(project="prj_1", role="operator")}
    async with serving(tmp_path, system_clock, oidc_issuer=provider.url, oidc_roles=roles, **values) as site:
        await save(site.database, make_project())
        yield site


async def go_to_provider(page: Page, subject: str) -> None:
    await page.get_by_role("link", name="Use your organisation’s account").click()
    await page.get_by_placeholder("sub").fill(subject)
    await page.get_by_role("button", name="Authorize").click()


@pytest.mark.parametrize("window", [{}, {"java_script_enabled": False}])
async def test_the_way_to_the_provider_and_back(browser: Browser, own_site: Site, window: dict[str, bool]) -> None:
    wrong: list[str] = []
    async with await browser.new_context(base_url=own_site.url, **window) as context:
        page = await context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if "policy" in message.text.lower() else None)
        # The provider's page asks for a style sheet from elsewhere.
        await context.route(
            "**/*.css", lambda route: route.continue_() if own_site.url in route.request.url else route.abort()
        )

        await page.goto("/dashboard/customers?search=a")
        await expect(page.get_by_label("Password")).to_have_count(0)
        await go_to_provider(page, "eve")
        await expect(page.get_by_role("alert")).to_contain_text("in no group that may use this service")

        await page.goto("/dashboard/customers?search=a")
        await go_to_provider(page, "ada")
        await expect(page).to_have_url(f"{own_site.url}/dashboard/customers?search=a")
        await page.goto("/dashboard/account")
        await expect(page.get_by_text("You sign in with your organisation’s account")).to_be_visible()
        await expect(page.locator("#sessions tbody tr")).to_have_count(1)

    assert wrong == []
