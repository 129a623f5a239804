"""Operators whom the provider signs in: who they become, and who is refused."""

import asyncio

import httpx
import pytest
from dirty_equals import IsPartialDict
from sqlmodel import select

from dashboard.session.provider_sign_in import Refusal
from dashboard.session.sign_in import NO_PASSWORDS
from models.access.operator import NO_PASSWORD
from models.access.operator_session import OperatorSession
from models.access.second_factor import SecondFactor
from models.access.viewer import Role
from models.values.instant import Instant
from storage.database import Database
from tests.app.conftest import LogLines
from tests.app.sign_in_provider import SignInProvider
from tests.app.signing_in import CHEAP_HASH, EMAIL, SIGN_IN, sign_in
from tests.app.signing_in_at_provider import (
    CUSTOMERS,
    PROVIDER,
    RETURN,
    Open,
    leads_to,
    open_client,
    operators,
    provider,
    says,
    served,
    visit,
)
from tests.factories import make_operator, make_project, save

__all__ = ["open_client", "provider", "served"]


async def test_the_first_sign_in_makes_an_operator_of_the_groups_project_and_role(
    open_client: Open, provider: SignInProvider, database: Database, log_lines: LogLines
) -> None:
    async with open_client() as browser:
        answer = await visit(browser, provider, next="/dashboard/customers?search=a")
        page = await browser.get(CUSTOMERS)
        account = await browser.get("/dashboard/account")

    [operator] = await operators(database)
    assert leads_to(answer) == (303, "/dashboard/customers?search=a")
    assert (operator.email, operator.role, operator.project_id) == (EMAIL, Role.OPERATOR, "prj_1")
    assert operator.password_hash == NO_PASSWORD
    assert page.status_code == 200
    assert "You sign in with your organisation’s account" in account.text
    assert 'name="new"' not in account.text
    lines = [line for line in log_lines() if line["event"] == "sign-in"]
    assert lines == [IsPartialDict(outcome="ok", way="provider", operator_id=operator.id)]
    assert EMAIL not in str(log_lines())


async def test_role_and_project_and_address_follow_the_provider_at_each_sign_in(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    await save(database, make_project(id="prj_2", name="Another"))
    seen = []

    async with open_client() as browser:
        for groups, email in ((["desk"], EMAIL), (["desk", "heads"], EMAIL), ("guests", "countess@post.example")):
            await asyncio.to_thread(provider.add_user, "ada", email=email, email_verified=True, groups=groups)
            await visit(browser, provider)
            [operator] = await operators(database)
            seen.append((operator.project_id, operator.role, operator.email))

    assert seen == [
        ("prj_1", Role.OPERATOR, EMAIL),
        ("prj_1", Role.ADMIN, EMAIL),
        ("prj_2", Role.VIEWER, "countess@post.example"),
    ]


async def test_who_left_the_groups_is_refused_and_has_no_session_left(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    async with open_client() as browser:
        await asyncio.to_thread(provider.add_user, "eve", email="eve@post.example", groups=["staff"])
        stranger = await visit(browser, provider, "eve")
        await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, email_verified=True, groups=[])
        refused = await visit(browser, provider)
        page = await browser.get(CUSTOMERS)

    assert says(stranger, Refusal.NO_GROUP)
    assert says(refused, Refusal.NO_GROUP)
    assert leads_to(page) == (303, SIGN_IN)
    assert [operator.email for operator in await operators(database)] == [EMAIL]


async def test_an_operator_with_a_password_loses_it_when_the_provider_proves_the_address(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    operator = make_operator(password_hash=CHEAP_HASH, role=Role.ADMIN)
    await save(database, operator)
    await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, groups=["desk"])

    async with open_client() as browser, open_client() as other:
        await sign_in(other)
        unproven = await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, email_verified=True, groups=["desk"])
        await save(database, SecondFactor(operator_id=operator.id, sealed_seed="x", confirmed_at=Instant(1)))
        proven = await visit(browser, provider)
        session_before = await other.get(CUSTOMERS)
        by_password = await sign_in(other)

    [stored] = await operators(database)
    async with database.sessions() as session:
        factors = list(await session.exec(select(SecondFactor)))
    assert says(unproven, Refusal.UNVERIFIED)
    assert leads_to(proven) == (303, CUSTOMERS)
    assert (stored.id, stored.role, stored.password_hash) == (operator.id, Role.OPERATOR, NO_PASSWORD)
    assert (leads_to(session_before), by_password.status_code) == ((303, SIGN_IN), 403)
    assert factors == []


@pytest.mark.one_database
async def test_who_is_revoked_here_or_has_somebody_elses_address_is_refused(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    await asyncio.to_thread(provider.add_user, "other", email=EMAIL, email_verified=True, groups=["desk"])
    await asyncio.to_thread(provider.add_user, "gone", email="gone@post.example", email_verified=True, groups=["desk"])
    await save(database, make_operator(id="op_9", email="gone@post.example", revoked_at=1))

    async with open_client() as browser:
        await visit(browser, provider)
        taken = await visit(browser, provider, "other")
        revoked = await visit(browser, provider, "gone")
        await asyncio.to_thread(
            provider.add_user, "gone", email="gone@post.example", email_verified=False, groups=["desk"]
        )
        unverified = await visit(browser, provider, "gone")

    assert says(taken, Refusal.TAKEN)
    assert says(revoked, Refusal.REVOKED)
    assert says(unverified, Refusal.UNVERIFIED)


async def test_two_first_sign_ins_at_once_make_one_operator(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    async with open_client() as one, open_client() as other:
        answers = await asyncio.gather(visit(one, provider), visit(other, provider))

    assert [leads_to(answer) for answer in answers] == [(303, CUSTOMERS)] * 2
    assert len(await operators(database)) == 1
    async with database.sessions() as session:
        assert len(list(await session.exec(select(OperatorSession)))) == 2


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("bo@post.example", Refusal.TAKEN),
        ("gone@post.example", Refusal.TAKEN),
        ("bo\0@post.example", Refusal.NOT_PROVEN),
        ("\u202ebo@post.example", Refusal.NOT_PROVEN),
    ],
)
async def test_nobody_takes_an_address_that_is_somebody_elses_or_that_can_not_be_seen(
    address: str, refusal: Refusal, open_client: Open, provider: SignInProvider, database: Database
) -> None:
    await save(database, make_operator(id="op_2", email="bo@post.example"))
    await save(database, make_operator(id="op_3", email="gone@post.example", revoked_at=1))

    async with open_client() as browser:
        await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=address, email_verified=True, groups=["desk"])
        refused = await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, email_verified=True, groups=["desk"])
        again = await visit(browser, provider)

    assert says(refused, refusal)
    assert leads_to(again) == (303, CUSTOMERS)
    assert sorted(each.email for each in await operators(database)) == [EMAIL, "bo@post.example", "gone@post.example"]


@pytest.mark.one_database
async def test_passwords_can_be_switched_off(open_client: Open, provider: SignInProvider, database: Database) -> None:
    await save(database, make_operator(id="op_2", email="old@post.example", password_hash=CHEAP_HASH))

    async with open_client(passwords=False) as browser:
        form = await browser.get(SIGN_IN)
        refused = await sign_in(browser, "old@post.example")
        code = await browser.post(f"{SIGN_IN}/code", data={"csrf_token": "x"})
        await visit(browser, provider)
        changed = await browser.get("/dashboard/account/second-factor")

    assert 'name="password"' not in form.text
    assert f'href="{PROVIDER}"' in form.text
    assert (refused.status_code, NO_PASSWORDS in refused.text) == (403, True)
    assert code.status_code == 403
    assert changed.status_code == 403


@pytest.mark.one_database
async def test_without_a_provider_there_is_no_way_to_one(client: httpx.AsyncClient) -> None:
    answers = [await client.get(path) for path in (PROVIDER, RETURN)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "organisation" not in (await client.get(SIGN_IN)).text
