"""What the service does of an erasure by itself: it clears, and ends what need not be kept any more."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.upkeep.erasures import finish_erasures
from models.access.viewer import Role
from models.billing.imported_event import ImportedEvent
from models.tables import METADATA
from models.values.instant import Instant, parse_rfc3339
from pdf.store.folder_store import FolderStore
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import list_papers
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_invoice, make_kept, make_project, save, scope
from tests.resolvers.erasure.erased_customers import HIDDEN, make_everything
from tests.verification import assert_verified

TERM = parse_rfc3339("2037-01-01T00:00:00Z")
SHA256, SHARED = "a" * 64, "b" * 64


@pytest.fixture
async def store(database: Database, tmp_path: Path) -> FolderStore:
    """Of the customer, who is erased, the PDF, and one that an invoice of somebody else has too."""
    await save(database, make_project(), make_everything(1), make_everything(2))
    mine, others = make_invoice(make_customer(1)), make_invoice(make_customer(2))
    await save(database, *(make_kept(each, remake=1, sha256=SHARED) for each in (mine, others)))
    kept = METADATA.tables["kept_document"]
    is_theirs = (kept.c.invoice_id == "in_2_1", kept.c.remake == 0)
    async with database.engine.begin() as connection:
        await connection.execute(update(kept).where(*is_theirs).values(sha256="c" * 64))
    context = make_context(database, role=Role.ADMIN)
    await erase_customer(context, "cus_1", await list_papers(context, "cus_1"), 10)
    store = FolderStore(tmp_path / "pdf")
    for sha256 in (SHA256, SHARED):
        path = store.path(sha256)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"%PDF")
    return store


async def erasure_of(database: Database) -> Any:
    async with database.engine.connect() as connection:
        return (await connection.execute(select(METADATA.tables["erasure"]))).one()


async def rows_of_customer(database: Database, customer_id: str) -> dict[str, int]:
    """How many rows name the customer, by table."""
    counts = {}
    async with database.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            named = table.c["id" if table.name == "customer" else "customer_id"] if _names_one(table) else None
            if named is not None:
                found = await connection.execute(select(func.count()).select_from(table).where(named == customer_id))
                counts[table.name] = found.scalar_one()
    return {name: count for name, count in counts.items() if count}


def _names_one(table: Any) -> bool:
    return table.name == "customer" or "customer_id" in table.c


async def test_events_of_what_is_gone_are_found_by_the_customer_that_they_name(
    database: Database, store: FolderStore
) -> None:
    told: dict[str, Any] = {"kind": "invoice", "created_at": NOW}
    of_customer, of_test = scope(make_customer(1)), scope(make_customer(1, live_mode=False))
    named, likened = ({"customer": customer_id, "note": HIDDEN} for customer_id in ("cus_1", "cus_12"))
    await save(
        database,
        ImportedEvent(**of_customer, **told, object_id="in_8", event_id="1", source=json.dumps(named)),
        ImportedEvent(**of_customer, **told, object_id="in_9", event_id="2", source=json.dumps(likened)),
        ImportedEvent(**of_test, **told, object_id="in_8", event_id="3", source=json.dumps(named)),
    )

    await finish_erasures(database, store, NOW)

    async with database.engine.connect() as connection:
        events = await connection.execute(select(METADATA.tables["imported_event"].c.event_id))
        assert sorted(events.scalars()) == ["2", "3", "evt_2"]
    assert (await erasure_of(database)).cleared_at == NOW


async def test_before_the_term_everything_is_kept(database: Database, store: FolderStore) -> None:
    await finish_erasures(database, store, NOW)
    before = await rows_of_customer(database, "cus_1")

    assert await finish_erasures(database, store, Instant(TERM - 1)) == 0
    assert await rows_of_customer(database, "cus_1") == before
    assert store.path(SHA256).exists()


async def test_after_the_term_nothing_is_left_but_the_digest(database: Database, store: FolderStore) -> None:
    others = await rows_of_customer(database, "cus_2")
    await finish_erasures(database, store, NOW)

    await finish_erasures(database, store, TERM)

    assert await rows_of_customer(database, "cus_1") == {}
    assert await rows_of_customer(database, "cus_2") == others
    assert (await erasure_of(database)).customer_id is None
    assert (store.path(SHA256).exists(), store.path(SHARED).exists()) == (False, True)
    await assert_verified(database)
    assert await finish_erasures(database, store, TERM) == 0


async def test_a_paper_whose_term_ends_first_goes_first(database: Database, store: FolderStore) -> None:
    invoice = METADATA.tables["invoice"]
    await finish_erasures(database, store, NOW)
    async with database.engine.begin() as connection:
        await connection.execute(update(invoice).where(invoice.c.customer_id == "cus_1").values(kept_until=NOW))

    await finish_erasures(database, store, NOW)

    left = await rows_of_customer(database, "cus_1")
    assert "invoice" not in left
    assert left["payment_intent"] == left["customer"] == left["credit_note"] == 1
    assert not store.path(SHA256).exists()
    await assert_verified(database)
