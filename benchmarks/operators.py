"""Signing in to an operator's pages in this process, with no network."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx


@asynccontextmanager
async def signed_in(app: Any, state: Any, base_url: str, email: str, password: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that runs with this state, with an operator's session."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(call), base_url=base_url) as client:
        form = await client.get("/dashboard/sign-in")
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form.text)[0]
        fields = {"csrf_token": token, "email": email, "password": password}
        answer = await client.post("/dashboard/sign-in", data=fields)
        assert answer.status_code == 303, answer.status_code  # noqa: S101
        yield client
