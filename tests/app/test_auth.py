"""Who a bearer key is."""

from collections.abc import AsyncIterator

import pytest

from app.keys.authenticator import Authenticator
from app.keys.known_keys import KNOWN_FOR, MOST_KEYS, KnownKeys
from app.keys.usage import KeyUsage
from app.upkeep.flushing import flushing
from models.access.viewer import Role, Viewer
from models.values.instant import Instant
from resolvers.signing.customer_tokens import CustomerTokens
from storage.database import Database
from tests.app.conftest import AddKey
from tests.conftest import QueryLog
from tests.factories import NOW, save

UNKNOWN = "sk_live_" + "x" * 32


@pytest.fixture
async def authenticator(database: Database) -> AsyncIterator[Authenticator]:
    usage = KeyUsage(database)
    async with flushing(usage, 60):
        yield Authenticator(database, usage, lambda: NOW, CustomerTokens("a secret of the tests"))


def at_times(database: Database, passed: list[int]) -> Authenticator:
    """An authenticator that asks so many microseconds after NOW."""
    usage = KeyUsage(database)
    return Authenticator(database, usage, lambda: Instant(NOW + passed[0]), CustomerTokens("a secret of the tests"))


@pytest.mark.parametrize("live_mode", [True, False])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
async def test_a_key_is_its_project_mode_and_role_by_one_statement(
    live_mode: bool, role: Role, authenticator: Authenticator, add_key: AddKey, queries: QueryLog
) -> None:
    key = await add_key(live_mode=live_mode, role=role)
    queries.clear()

    viewer = await authenticator.authenticate(f"Bearer {key.secret}")

    assert viewer == Viewer("prj_1", "Northwind", live_mode, role, "Shop", key.row.id)
    assert len(queries) == 1


@pytest.mark.parametrize("scheme", ["bearer ", "BEARER ", "Bearer   "])
async def test_the_scheme_is_read_in_any_case(scheme: str, authenticator: Authenticator, add_key: AddKey) -> None:
    key = await add_key()

    assert await authenticator.authenticate(scheme + key.secret) is not None


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Basic {UNKNOWN}",
        UNKNOWN,
        f"Bearer{UNKNOWN}",
        f"Bearer {UNKNOWN}\n",
        f"Bearer {UNKNOWN} {UNKNOWN}",
        "Bearer sk_live_short",
        "Bearer sk_live_" + "x" * 129,
        "Bearer sk_live_" + "x" * 31 + "é",
        "Bearer sk_live_" + "x" * 31 + "\0",
        "Bearer pk_live_" + "x" * 32,
        "Bearer SK_LIVE_" + "x" * 32,
    ],
)
async def test_what_is_no_key_is_nobody_and_never_reaches_the_database(
    header: str | None, authenticator: Authenticator, queries: QueryLog
) -> None:
    assert await authenticator.authenticate(header) is None
    assert queries == []


async def test_an_unknown_key_is_nobody(authenticator: Authenticator, add_key: AddKey) -> None:
    key = await add_key()

    assert await authenticator.authenticate(f"Bearer {UNKNOWN}") is None
    assert await authenticator.authenticate(f"Bearer {key.secret}x") is None
    assert await authenticator.authenticate(f"Bearer {key.row.key_hash}") is None


async def test_a_revoked_key_is_nobody_within_a_second(database: Database, add_key: AddKey, queries: QueryLog) -> None:
    key, passed = await add_key(), [0]
    authenticator = at_times(database, passed)
    header = f"Bearer {key.secret}"
    before = await authenticator.authenticate(header)
    key.row.revoked_at = NOW
    await save(database, key.row)
    queries.clear()

    passed[0] = KNOWN_FOR - 1
    known = await authenticator.authenticate(header)
    asked = len(queries)
    passed[0] = KNOWN_FOR
    after = await authenticator.authenticate(header)

    assert before == known is not None
    assert asked == 0
    assert after is None


async def test_a_key_is_looked_up_when_the_clock_was_set_back(database: Database, add_key: AddKey) -> None:
    key, passed = await add_key(), [0]
    authenticator = at_times(database, passed)
    await authenticator.authenticate(f"Bearer {key.secret}")
    key.row.revoked_at = NOW
    await save(database, key.row)

    passed[0] = -1

    assert await authenticator.authenticate(f"Bearer {key.secret}") is None


def test_the_keys_that_are_remembered_are_bounded() -> None:
    known, viewer = KnownKeys(), Viewer("prj_1", "Northwind", True, Role.VIEWER, "Shop", "key_1")

    for number in range(MOST_KEYS + 1):
        known.keep(f"hash {number}", viewer, NOW)

    assert known.find("hash 0", NOW) is None
    assert known.find("hash 1", NOW) is known.find(f"hash {MOST_KEYS}", NOW) is viewer
