"""A service with a real provider, and browsers that sign in through it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlmodel import select

from app.factory import create_app
from app.setting_groups.single_sign_on import OidcRole
from app.settings import Settings
from dashboard.session.provider_page import REFUSALS
from dashboard.session.provider_sign_in import Refusal
from models.access.operator import Operator
from models.access.project import Project
from models.values.instant import Instant, system_clock
from storage.database import Database
from tests.app.sign_in_provider import CLIENT_ID, CLIENT_SECRET, SignInProvider, running_provider
from tests.app.signing_in import EMAIL, SIGN_IN

PROVIDER = f"{SIGN_IN}/provider"
RETURN = f"{PROVIDER}/return"
CUSTOMERS = "/dashboard/customers"
ROLES = {
    "heads": OidcRole(project="prj_1", role="admin"),
    "desk": OidcRole(project="prj_1", role="operator"),
    "guests": OidcRole(project="prj_2", role="viewer"),
}

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(scope="module")
def served() -> Iterator[SignInProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(served: SignInProvider) -> Iterator[SignInProvider]:
    """The provider, with one user who is in the group `desk`."""
    served.add_user("ada", email=EMAIL, email_verified=True, groups=["staff", "desk"])
    yield served
    fresh = SignInProvider()
    for name in ("is_down", "alter", "algorithm", "metadata"):
        setattr(served, name, getattr(fresh, name))
    served.key, served.published = fresh.key, fresh.published


@pytest.fixture
def open_client(database_url: str, provider: SignInProvider, project: Project) -> Open:
    """`async with open_client(passwords=False) as browser`: a browser of the service with these settings."""

    @asynccontextmanager
    async def open_(clock: Callable[[], Instant] = system_clock, **values: Any) -> AsyncIterator[httpx.AsyncClient]:
        settings = Settings(
            database_url=database_url,
            oidc_issuer=provider.url,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            **{"oidc_roles": ROLES, **values},
        )
        async with LifespanManager(create_app(settings, clock=clock)) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield client

    return open_


async def begin(browser: httpx.AsyncClient, **query: str) -> str:
    answer = await browser.get(PROVIDER, params=query)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def visit(browser: httpx.AsyncClient, provider: SignInProvider, subject: str = "ada", **query: str) -> Any:
    """To the provider and back; what the service answers then."""
    url = await begin(browser, **query)
    return await browser.get(await asyncio.to_thread(provider.approve, url, subject))


async def operators(database: Database) -> list[Operator]:
    async with database.sessions() as session:
        return list(await session.exec(select(Operator)))


def leads_to(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("location")


def says(answer: httpx.Response, refusal: Refusal) -> bool:
    return answer.status_code == 403 and REFUSALS[refusal] in answer.text
