"""Two databases of different kinds: one that is full, and an empty one to copy it to."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from app.database.migrations import migrate
from intake.synthetic.loading import load_synthetic
from models.access.api_key import new_api_key
from models.access.customer_read import CustomerRead, ReadWay
from models.access.revoked_link import RevokedLink
from models.access.second_factor import RecoveryCode, SecondFactor
from models.access.viewer import Role
from models.billing.erasure import Erasure
from models.billing.event import SERVICE
from models.billing.idempotency import IdempotencyRecord
from models.billing.imported_event import ImportedEvent
from models.billing.link_revocation import RevokedLinks, make_revocation
from models.tables import METADATA
from storage.database import Database
from tests.factories import (
    NOW,
    make_credit_note,
    make_customer,
    make_event,
    make_invoice,
    make_item,
    make_kept,
    make_kept_credit_note,
    make_money_around,
    make_one_of_each,
    make_operator,
    make_payment,
    make_plan,
    make_project,
    make_session,
    make_subscription,
    save,
    scope,
)
from tests.new_databases import created

Dump = Callable[[str], Awaitable[dict[str, list[Any]]]]

# Several chunks of most tables.
CHUNK_ROWS = 20


@pytest.fixture(autouse=True)
def chunk_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.copying.rows.CHUNK_ROWS", CHUNK_ROWS)


@pytest.fixture
def new_postgres(postgres_url: str) -> Iterator[str]:
    """A database of the test's own, without a table."""
    with created(postgres_url, "new") as url:
        yield url


@pytest.fixture
def target_url(postgres_url: str, migrated_name: str) -> Iterator[str]:
    """A database of the test's own, migrated and empty."""
    with created(postgres_url, "empty", f"TEMPLATE {migrated_name}") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_name(postgres_url: str) -> Iterator[str]:
    """A migrated database, to which nobody is connected."""
    with created(postgres_url, "migrated") as url:
        asyncio.run(_migrate(url))
        yield make_url(url).database or ""


@pytest.fixture(scope="session")
def full_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with rows in every table."""
    path = tmp_path_factory.mktemp("full") / "full.db"
    shutil.copyfile(sqlite_template, path)
    asyncio.run(_fill(_sqlite_url(path)))
    return path


@pytest.fixture
def source_url(full_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a SQLite database with rows in every table."""
    shutil.copyfile(full_sqlite, tmp_path / "source.db")
    return _sqlite_url(tmp_path / "source.db")


@pytest.fixture
def dump() -> Dump:
    """`await dump(url)`: every row of every table, by its key."""

    async def dump(url: str) -> dict[str, list[Any]]:
        async with Database(url) as database, database.engine.connect() as connection:
            return {
                name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
                for name, table in METADATA.tables.items()
            }

    return dump


async def _migrate(url: str) -> None:
    async with Database(url) as database:
        await migrate(database)


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def _fill(url: str) -> None:
    customer, operator = make_customer(1, name="Ā\t\n\\'\" 🦆"), make_operator()
    invoice, payment = make_invoice(customer, 1), make_payment(customer)
    note = make_credit_note(invoice, 1)
    key = new_api_key("prj_1", live_mode=True, role=Role.VIEWER, name="Shop", now=NOW)
    event = ImportedEvent(
        **scope(customer), kind="charge", object_id="ch_1", event_id="evt_1", created_at=NOW, source="{}"
    )
    read = CustomerRead(
        **scope(customer),
        id="read_1",
        customer_id=customer.id,
        operator_id=operator.id,
        email=operator.email,
        way=ReadWay.PAGE,
        created_at=NOW,
    )
    revoked = RevokedLink(subject_hash="0" * 64, expires_until=NOW, revoked_at=NOW)
    by = make_revocation(RevokedLinks.OF_PAPER, invoice, SERVICE, NOW)
    who: dict[str, Any] = {"customer_hash": "1" * 64, "actor": "head@example.com", "actor_id": "op_1"}
    erased = Erasure(**scope(customer), **who, erased_at=NOW, kept_until=NOW, removed={"event": 1}, emptied={})
    once = IdempotencyRecord(**scope(customer), mutation="cancel", key="k", input_hash="h", created_at=NOW)
    async with Database(url) as database:
        await save(database, make_project(), customer, operator, make_session(operator).row, key.row, once)
        second = SecondFactor(operator_id=operator.id, sealed_seed="sealed")
        await save(
            database, read, revoked, by, erased, second, RecoveryCode(operator_id=operator.id, code_hash="0" * 64)
        )
        await save(database, make_one_of_each(2), make_event(make_subscription(make_customer(2))), event)
        await save(database, invoice, payment, make_money_around(customer, invoice, payment))
        charged, plan = make_subscription(customer, default_payment_method_id="pm_1"), make_plan()
        await save(database, plan, charged, make_item(charged, plan))
        await save(database, note, make_kept(invoice), make_kept_credit_note(note))
        await load_synthetic(database, "prj_1", live_mode=False, customers=12, seed=1, now=NOW)
