"""Signing in as a browser does: the form read, filled in and sent."""

import html
import re

import httpx
from argon2 import PasswordHasher

EMAIL = "ada@post.example"
PASSWORD = "correct horse battery"
# What services of this process hash with in tests: the real algorithm, and the least work.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_HASH = QUICK_HASHER.hash(PASSWORD)

SIGN_IN = "/dashboard/sign-in"


def fields_of(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in found}


async def open_form(client: httpx.AsyncClient, **query: str) -> dict[str, str]:
    """The hidden fields of the sign-in form, as it is shown to this client."""
    page = await client.get(SIGN_IN, params=query)
    assert page.status_code == 200
    return fields_of(page)


async def sign_in(
    client: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD, **query: str
) -> httpx.Response:
    """What the form answers; the client keeps the cookies."""
    form = await open_form(client, **query)
    return await client.post(SIGN_IN, data={**form, "email": email, "password": password})
