"""The application as an operator meets it, on the test's own database."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from models.access.viewer import Role
from tests.app.conftest import (
    AddSession,
    add_session,
    client,
    pool_maker,
    project,
    quick_passwords,
    renders_on_demand,
    settings,
)
from tests.dashboard.reading import Page
from tests.factories import make_operator

__all__ = ["add_session", "client", "pool_maker", "project", "quick_passwords", "renders_on_demand", "settings"]


class Operator:
    """Somebody signed in: opens pages and sends their forms."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def open(self, path: str, headers: dict[str, str] | None = None, **query: str) -> Page:
        """The page at the path, after all redirects; cookies of `headers` come beside the session's."""
        return await self._follow(await self._get(path, headers or {}, params=query or None))

    async def get(self, path: str, **query: str) -> httpx.Response:
        """The answer itself."""
        return await self._get(path, {}, params=query or None)

    async def head(self, path: str) -> httpx.Response:
        """The answer itself."""
        return await self._client.head(path, headers=self._headers)

    async def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        """The answer itself."""
        return await self._client.post(path, data=form, headers=self._headers)

    async def send(self, path: str, form: dict[str, str]) -> Page:
        """The page that a form leads to."""
        return await self._follow(await self.post(path, form))

    async def _get(self, path: str, headers: dict[str, str], **options: Any) -> httpx.Response:
        cookies = "; ".join(given["Cookie"] for given in (self._headers, headers) if "Cookie" in given)
        return await self._client.get(path, headers={**headers, "Cookie": cookies}, **options)

    async def _follow(self, answer: httpx.Response) -> Page:
        # The client itself would leave the cookies behind.
        while answer.is_redirect:
            answer = await self._get(answer.headers["location"], {})
        return Page(answer)


SignIn = Callable[..., Awaitable[Operator]]


@pytest.fixture
def sign_in(client: httpx.AsyncClient, add_session: AddSession) -> SignIn:
    """`await sign_in(role=…, email=…)`: somebody signed in to the project `prj_1`."""

    async def sign_in(**overrides: Any) -> Operator:
        email = overrides.get("email", "ada@post.example")
        return Operator(client, await add_session(make_operator(**{"id": f"op_{email}"} | overrides)))

    return sign_in


@pytest.fixture
async def operator(sign_in: SignIn) -> Operator:
    return await sign_in()


@pytest.fixture
async def viewer(sign_in: SignIn) -> Operator:
    return await sign_in(role=Role.VIEWER, email="grace@post.example")
