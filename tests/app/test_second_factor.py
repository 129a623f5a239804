"""The second factor: codes of an app and recovery codes, each of them good once."""

import asyncio
import html
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pyotp
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.factory import create_app
from app.secrets.sealing import BadSeal, Sealing
from app.sessions.opening import Opening
from app.sessions.password_checks import Verified
from app.sessions.second_factors import PURPOSE, SecondFactors
from app.setting_groups.data import DEVELOPMENT_SECRET
from app.settings import Settings
from dashboard.account.account_page import WRONG as WRONG_PASSWORD
from dashboard.session.sign_in import WRONG
from models.access.operator import Operator
from models.access.project import Project
from models.access.second_factor import RecoveryCode, SecondFactor
from models.values.instant import SECOND, Instant
from storage.database import Database
from tests.app.conftest import AddSession, Run
from tests.app.sellers import content_of
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN, fields_of, open_form, sign_in
from tests.dashboard.reading import Page
from tests.factories import NOW, make_operator, save

LogLines = Callable[[], list[dict[str, Any]]]

FACTOR = "/dashboard/account/second-factor"
ACCOUNT = "/dashboard/account"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HALF_MINUTE = 30 * SECOND


class Clock:
    """Tells NOW until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Instant:
        return self.now

    def pass_(self, microseconds: int) -> None:
        self.now = Instant(self.now + microseconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(settings: Settings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with LifespanManager(create_app(settings, clock=clock)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


@pytest.fixture
async def operator(database: Database, project: Project) -> Operator:
    operator = make_operator(password_hash=CHEAP_HASH)
    await save(database, operator)
    return operator


@pytest.fixture
async def factor(database: Database, operator: Operator) -> SecondFactor:
    """The operator's, turned on."""
    sealed = Sealing(DEVELOPMENT_SECRET, PURPOSE).seal(SEED)
    factor = SecondFactor(operator_id=operator.id, sealed_seed=sealed, confirmed_at=NOW)
    await save(database, factor)
    return factor


def code_at(now: int, seed: str = SEED) -> str:
    return pyotp.TOTP(seed).generate_otp(now // HALF_MINUTE)


async def turn_on(client: httpx.AsyncClient, clock: Clock) -> list[str]:
    """Of whoever is signed in; the recovery codes."""
    page = Page(await client.get(FACTOR))
    seed = page.text("//form[@class='settings']//code")
    form = fields_of(page.answer)
    shown = Page(await client.post(FACTOR, data={**form, "current": PASSWORD, "code": code_at(clock.now, seed)}))
    assert shown.status == 200
    return shown.texts("//ul[@class='codes']//code")


async def enter(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """What the code's form answers, after the right password."""
    asked = await sign_in(client)
    assert asked.status_code == 200
    return await client.post(f"{SIGN_IN}/code", data={**fields_of(asked), "code": code})


async def is_signed_in(client: httpx.AsyncClient, headers: dict[str, str] | None = None) -> bool:
    return (await client.get(ACCOUNT, headers=headers)).status_code == 200


async def test_a_right_password_opens_nothing_before_the_code(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    asked = await sign_in(client, next="/dashboard/test/customers")
    before = await is_signed_in(client)

    entered = await client.post(f"{SIGN_IN}/code", data={**fields_of(asked), "code": code_at(clock.now)})

    assert (asked.status_code, before) == (200, False)
    assert 'autocomplete="one-time-code"' in asked.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/dashboard/test/customers")
    assert await is_signed_in(client)


async def test_a_wrong_password_is_told_before_any_code(client: httpx.AsyncClient, factor: SecondFactor) -> None:
    answer = await sign_in(client, password="wrong")

    assert answer.status_code == 403
    assert WRONG in answer.text


async def test_a_code_is_good_once_and_a_clock_may_be_half_a_minute_wrong(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    statuses = []
    for offset in (-2, -1, -1, 1, 1, 0, 2):
        code = code_at(NOW + offset * HALF_MINUTE)
        statuses.append((await enter(client, f"{code[:3]} {code[3:]}")).status_code)
        client.cookies.clear()

    # After the next half minute's code none of an earlier one is taken.
    assert statuses == [403, 303, 403, 303, 403, 403, 403]


async def test_of_many_who_enter_a_code_at_once_one_is_signed_in(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    asked = await sign_in(client)
    data = {**fields_of(asked), "code": code_at(clock.now)}

    answers = await asyncio.gather(*(client.post(f"{SIGN_IN}/code", data=data) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]


async def test_guessing_codes_is_limited_as_guessing_passwords_is(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    asked = await sign_in(client)
    form = fields_of(asked)
    wrong = "000000" if code_at(clock.now) != "000000" else "000001"

    statuses = [(await client.post(f"{SIGN_IN}/code", data={**form, "code": wrong})).status_code for _ in range(11)]
    right = await client.post(f"{SIGN_IN}/code", data={**form, "code": code_at(clock.now)})

    assert statuses == [403] * 10 + [429]
    assert right.status_code == 429
    assert "Too many attempts. Please try again in" in right.text
    assert int(right.headers["retry-after"]) > 0


async def test_a_burst_of_codes_has_no_more_guesses_than_one_after_the_other(
    client: httpx.AsyncClient, clock: Clock, database: Database, factor: SecondFactor
) -> None:
    pending = fields_of(await sign_in(client))
    guesses = [{**pending, "code": f"wrong {number}"} for number in range(15)]

    entered = await asyncio.gather(*(client.post(f"{SIGN_IN}/code", data=guess) for guess in guesses))

    assert sorted(answer.status_code for answer in entered) == [403] * 10 + [429] * 5


async def test_a_burst_of_codes_to_turn_it_off_has_no_more_guesses(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    await enter(client, code_at(clock.now))
    form = fields_of(await client.get(FACTOR))
    guesses = [{**form, "code": f"wrong {number}"} for number in range(15)]

    entered = await asyncio.gather(*(client.post(FACTOR, data=guess) for guess in guesses))

    assert sorted(answer.status_code for answer in entered) == [422] * 10 + [429] * 5


async def test_a_password_that_was_checked_before_it_was_turned_on_opens_nothing_after(
    database: Database, clock: Clock, operator: Operator, factor: SecondFactor
) -> None:
    factors = SecondFactors(database, Sealing(DEVELOPMENT_SECRET, PURPOSE), clock)
    opening = Opening(database, factors, clock, lifetime=60)

    before = await opening.open(Verified(operator.id, CHEAP_HASH, None, needs_code=False), None)
    changing = await opening.open(Verified(operator.id, CHEAP_HASH, None, needs_code=True), None, CHEAP_HASH)

    assert before is None
    assert changing is not None


@pytest.mark.parametrize("spoilt", ["late", "forged", "changed password", "foreign", "another browser"])
async def test_a_code_needs_its_password_a_short_time_before_in_the_same_browser(
    spoilt: str, client: httpx.AsyncClient, clock: Clock, database: Database, operator: Operator, factor: SecondFactor
) -> None:
    form = fields_of(await sign_in(client))
    if spoilt == "late":
        clock.pass_(5 * 60 * SECOND)
    elif spoilt == "forged":
        form["pending"] = form["pending"][:-3] + "AAA"
    elif spoilt == "changed password":
        operator.password_hash = "another"
        await save(database, operator)
    else:
        client.cookies.clear()
        if spoilt == "another browser":
            form["csrf_token"] = (await open_form(client))["csrf_token"]

    answer = await client.post(f"{SIGN_IN}/code", data={**form, "code": code_at(clock.now)})

    assert answer.status_code == 403
    assert not await is_signed_in(client)


async def test_turning_it_on_takes_a_code_gives_recovery_codes_once_and_ends_other_sessions(
    client: httpx.AsyncClient,
    clock: Clock,
    database: Database,
    operator: Operator,
    add_session: AddSession,
    log_lines: LogLines,
) -> None:
    elsewhere = await add_session(operator)
    await sign_in(client)

    codes = await turn_on(client, clock)
    again = Page(await client.get(FACTOR))
    here = await is_signed_in(client)
    cookies = dict(client.cookies)
    client.cookies.clear()

    assert (len(set(codes)), again.texts("//ul[@class='codes']//code")) == (10, [])
    assert "Turn off" in again.answer.text
    assert [here, await is_signed_in(client, elsewhere)] == [True, False]
    stored = str(await content_of(database))
    async with database.sessions() as session:
        sealed = (await session.exec(select(SecondFactor.sealed_seed))).one()
    seed = Sealing(DEVELOPMENT_SECRET, PURPOSE).open(sealed)
    assert not [secret for secret in (seed, *codes) if secret in stored or secret in str(log_lines())]
    assert cookies


@pytest.mark.one_database
async def test_where_other_sessions_cant_be_ended_nothing_is_turned_on(
    database: Database, operator: Operator, clock: Clock, add_session: AddSession
) -> None:
    await add_session(operator)
    factors = SecondFactors(database, Sealing(DEVELOPMENT_SECRET, PURPOSE), clock)
    offered = factors.offer("a token")
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER kept BEFORE UPDATE ON operator_session BEGIN SELECT RAISE(ABORT, 'kept'); END"
        )

    with pytest.raises(IntegrityError, match="kept"):
        await factors.confirm(operator.id, "a token", offered.sealed, code_at(clock.now, offered.seed))

    assert not await factors.is_on(operator.id)


async def test_a_wrong_code_turns_nothing_on_and_the_same_key_is_shown_again(
    client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    await sign_in(client)
    first = Page(await client.get(FACTOR))

    wrong = Page(await client.post(FACTOR, data={**fields_of(first.answer), "current": PASSWORD, "code": "not a code"}))

    keys = [page.text("//form[@class='settings']//code") for page in (first, wrong)]
    assert (wrong.status, keys[0]) == (422, keys[1])
    image = html.unescape(wrong.tree.xpath("//img[@class='qr']/@src")[0])
    assert image.startswith("data:image/svg+xml")
    client.cookies.clear()
    assert (await sign_in(client)).status_code == 303


async def test_a_key_that_somebody_saw_in_another_session_is_not_what_the_owner_turns_on(
    client: httpx.AsyncClient, clock: Clock, operator: Operator, add_session: AddSession
) -> None:
    thief = Page(await client.get(FACTOR, headers=await add_session(operator)))
    seen = thief.text("//form[@class='settings']//code")
    await sign_in(client)
    owner = Page(await client.get(FACTOR))
    form = fields_of(owner.answer)

    foreign = {
        **form,
        "offered": fields_of(thief.answer)["offered"],
        "current": PASSWORD,
        "code": code_at(clock.now, seen),
    }
    slipped_in = Page(await client.post(FACTOR, data=foreign))
    shown = {page.text("//form[@class='settings']//code") for page in (owner, slipped_in)}
    damaged = [
        await client.post(FACTOR, data={**form, "offered": text, "current": PASSWORD, "code": "1"})
        for text in ("", "x", "é")
    ]

    assert [slipped_in.status, *(answer.status_code for answer in damaged)] == [422] * 4
    assert seen not in shown


async def test_a_session_alone_turns_nothing_on_and_guessing_the_password_is_limited(
    client: httpx.AsyncClient, clock: Clock, database: Database, operator: Operator, add_session: AddSession
) -> None:
    elsewhere = await add_session(operator)
    await sign_in(client)
    page = Page(await client.get(FACTOR))
    code = code_at(clock.now, page.text("//form[@class='settings']//code"))
    form = {**fields_of(page.answer), "code": code}

    answers = [await client.post(FACTOR, data={**form, "current": guess}) for guess in ("", *["wrong"] * 10)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert WRONG_PASSWORD in answers[0].text
    client.cookies.clear()
    assert await is_signed_in(client, elsewhere)
    async with database.sessions() as session:
        assert (await session.exec(select(SecondFactor))).all() == []


async def test_a_recovery_code_signs_in_once_however_it_is_written(
    client: httpx.AsyncClient, clock: Clock, database: Database, operator: Operator
) -> None:
    await sign_in(client)
    codes = await turn_on(client, clock)
    statuses = []
    for code in (codes[0], codes[0], codes[1].upper().replace("-", " "), "", "-"):
        client.cookies.clear()
        statuses.append((await enter(client, code)).status_code)

    assert statuses == [303, 403, 303, 403, 403]
    async with database.sessions() as session:
        assert len((await session.exec(select(RecoveryCode))).all()) == 8


async def test_turning_it_off_takes_a_code_and_forgets_everything(
    client: httpx.AsyncClient, clock: Clock, database: Database, factor: SecondFactor
) -> None:
    await enter(client, code_at(clock.now))
    form = fields_of(await client.get(FACTOR))

    used = await client.post(FACTOR, data={**form, "code": code_at(clock.now)})
    clock.pass_(HALF_MINUTE)
    off = await client.post(FACTOR, data={**form, "code": code_at(clock.now)})
    client.cookies.clear()

    assert (used.status_code, off.status_code) == (422, 303)
    assert "Your second factor is off" not in used.text
    assert (await sign_in(client)).status_code == 303
    async with database.sessions() as session:
        assert (await session.exec(select(SecondFactor))).all() == []


async def test_guessing_codes_to_turn_it_off_is_limited(
    client: httpx.AsyncClient, clock: Clock, factor: SecondFactor
) -> None:
    await enter(client, code_at(clock.now))
    form = fields_of(await client.get(FACTOR))

    statuses = [(await client.post(FACTOR, data={**form, "code": "wrong"})).status_code for _ in range(11)]

    assert statuses == [422] * 10 + [429]


async def test_for_somebody_who_lost_all_codes_a_command_turns_it_off(
    client: httpx.AsyncClient, run: Run, factor: SecondFactor
) -> None:
    answer = await asyncio.to_thread(run, "operator", "reset-second-factor", EMAIL)
    nobody = await asyncio.to_thread(run, "operator", "reset-second-factor", "nobody@post.example")

    assert (answer.exit_code, nobody.exit_code) == (0, 1)
    assert (await sign_in(client)).status_code == 303


async def test_before_an_old_secret_is_dropped_what_it_encrypted_is_encrypted_anew(
    database_url: str, database: Database, run: Run, clock: Clock, factor: SecondFactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "another secret of this installation"

    async def status_of(secret_key: str) -> int:
        app = create_app(Settings(database_url=database_url, secret_key=secret_key), clock=clock)
        async with LifespanManager(app) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return (await enter(client, code_at(clock.now))).status_code

    async def renew(secret_key: str) -> tuple[int, Any]:
        monkeypatch.setenv("CALMONY_SECRET_KEY", secret_key)
        answer = await asyncio.to_thread(run, "secret", "renew", "--json")
        return answer.exit_code, json.loads(answer.stdout)

    dropped_early = await status_of(new)
    lost = await renew(new)
    renewed = await renew(f"{new},{DEVELOPMENT_SECRET}")
    dropped = await status_of(new)

    assert (dropped_early, lost) == (403, (1, {"renewed": 0, "unreadable": ["op_1"]}))
    assert (renewed, dropped) == ((0, {"renewed": 1, "unreadable": []}), 303)


def test_what_is_sealed_is_read_by_its_secrets_and_for_its_purpose_alone() -> None:
    old, new = "an old secret of sixteen", "a new secret of sixteen"
    sealed = Sealing(old, "a purpose").seal("a seed")

    both = Sealing(f"{new},{old}", "a purpose")

    assert both.open(sealed) == "a seed"
    assert Sealing(new, "a purpose").open(both.renew(sealed)) == "a seed"
    for other in (Sealing(new, "a purpose"), Sealing(old, "another purpose")):
        with pytest.raises(BadSeal):
            other.open(sealed)
        with pytest.raises(BadSeal):
            other.renew(sealed)
