"""How often signing in may fail, for an address and for an account."""

from typing import Any

import httpx
import pytest

from app.rates.limiters import LocalLimiter
from app.rates.rates import RateLimited, make_rates
from app.settings import Settings
from models.access.project import Project
from storage.database import Database
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN, open_form
from tests.app.test_rates import Open, open_client
from tests.app.timer import Timer
from tests.factories import make_operator, save

__all__ = ["open_client"]

NOBODY = "nobody@post.example"


@pytest.fixture(autouse=True)
async def operator(database: Database, project: Project) -> None:
    await save(database, make_operator(password_hash=CHEAP_HASH))


async def attempt(client: httpx.AsyncClient, email: str = EMAIL, password: str = "wrong") -> httpx.Response:
    form = await open_form(client)
    answer = await client.post(SIGN_IN, data={**form, "email": email, "password": password})
    client.cookies.clear()
    return answer


async def statuses(client: httpx.AsyncClient, count: int, *given: str) -> list[int]:
    return [(await attempt(client, *given)).status_code for _ in range(count)]


async def test_an_address_fails_so_often_in_a_minute_whatever_the_accounts(open_client: Open, timer: Timer) -> None:
    async with open_client(rate_failed_sign_ins=2) as client:
        failed = [(await attempt(client, f"{number}@post.example")).status_code for number in range(3)]
        right = await attempt(client, password=PASSWORD)
        timer.now += 60
        later = await attempt(client, password=PASSWORD)

    assert (failed, right.status_code, later.status_code) == ([403, 403, 429], 429, 303)


async def test_an_account_fails_so_often_in_a_quarter_of_an_hour(open_client: Open, timer: Timer) -> None:
    async with open_client(rate_failed_passwords=2, rate_failed_sign_ins=0) as client:
        failed = await statuses(client, 3)
        folded = await attempt(client, " ADA@post.example")
        other = await attempt(client, NOBODY)
        timer.now += 899.5
        waited = await attempt(client, password=PASSWORD)
        timer.now += 0.5
        later = await attempt(client, password=PASSWORD)

    assert (failed, folded.status_code, other.status_code) == ([403, 403, 429], 429, 403)
    assert (waited.status_code, later.status_code) == (429, 303)
    assert (folded.headers["retry-after"], waited.headers["retry-after"]) == ("900", "1")
    assert '<p role="alert" id="error">Too many attempts. Please try again in 15 minutes.</p>' in folded.text
    assert "Please try again in a minute." in waited.text


async def test_a_flood_tells_nothing_of_whether_there_is_such_an_account(open_client: Open) -> None:
    async def flood(client: httpx.AsyncClient, email: str) -> list[Any]:
        answers = [await attempt(client, email) for _ in range(4)]
        return [
            (answer.status_code, answer.headers.get("retry-after"), answer.text.count("Too many")) for answer in answers
        ]

    async with open_client(rate_failed_passwords=2, rate_failed_sign_ins=0) as client:
        known, unknown = await flood(client, EMAIL), await flood(client, NOBODY)

    assert known == unknown == [(403, None, 0), (403, None, 0), (429, "900", 1), (429, "900", 1)]


async def test_signing_in_rightly_is_never_too_often(open_client: Open) -> None:
    async with open_client(rate_failed_passwords=1, rate_failed_sign_ins=1) as client:
        assert await statuses(client, 3, EMAIL, PASSWORD) == [303, 303, 303]


async def test_zero_is_no_limit(open_client: Open) -> None:
    async with open_client(rate_failed_passwords=0, rate_failed_sign_ins=0) as client:
        assert await statuses(client, 12) == [403] * 12


async def test_every_worker_lets_a_person_try_as_often(timer: Timer) -> None:
    rates = make_rates(Settings(workers=16), LocalLimiter(timer))

    for _ in range(10):
        await rates.sign_ins_of_account.require_room("account")
        await rates.sign_ins_of_account.note("account")

    with pytest.raises(RateLimited):
        await rates.sign_ins_of_account.require_room("account")
