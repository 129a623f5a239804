"""A backup of the embedded database and the stored PDFs."""

import asyncio
import json
import tarfile
from pathlib import Path
from threading import Event

import pytest
from dirty_equals import IsPartialDict, IsStr
from sqlalchemy import make_url

from app.backups.archive import ArchiveWriter, read_back
from app.settings import Settings
from benchmarks.soak.unpacking import unpack
from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.tables import METADATA
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from storage.dialect import Dialect, UnsupportedDatabase
from storage.dialects import DIALECTS
from storage.sqlite import whole_copy
from tests.app.conftest import Run
from tests.app.sellers import Sellers, bearer
from tests.app.test_kept_invoices import serving
from tests.factories import make_context
from tests.verification import assert_verified

URL = "/invoices/in_1_1.pdf"

pytestmark = pytest.mark.one_database


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMONY_PDF_STORE", str(tmp_path / "pdf"))
    return tmp_path / "pdf"


async def get_pdf(settings: Settings, sellers: Sellers) -> bytes:
    async with serving(settings) as client:
        answer = await client.get(URL, headers=bearer(sellers.viewer.secret))
    assert answer.status_code == 200
    return answer.content


async def test_a_backup_unpacked_elsewhere_serves_the_same_data_and_pdfs(
    database: Database, settings: Settings, sellers: Sellers, run: Run, store: Path, tmp_path: Path
) -> None:
    pdf = await get_pdf(settings.model_copy(update={"pdf_store": store}), sellers)

    told = await asyncio.to_thread(run, "backup", str(tmp_path / "backup.tar"))

    with tarfile.open(tmp_path / "backup.tar") as packed:
        unpack(packed, tmp_path / "restored")
    manifest = json.loads((tmp_path / "restored/manifest.json").read_bytes())
    restored = settings.model_copy(
        update={
            "database_url": f"{database.url.drivername}:///{tmp_path}/restored/calmony.db",
            "pdf_store": tmp_path / "restored/pdf",
        }
    )
    size = (tmp_path / "backup.tar").stat().st_size
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == f"{tmp_path}/backup.tar was written and read back: {size:,} bytes, PDFs: 1.\n"
    assert manifest == IsPartialDict({"pdfs": 1, "lostPdfs": [], "madeAt": IsStr(), "revision": IsStr()})
    assert await get_pdf(restored, sellers) == pdf


async def test_a_backup_beside_changes_is_of_the_moment_at_which_it_began(
    database: Database, sellers: Sellers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, changed = Event(), Event()

    def advance(_done: int, _total: int) -> None:
        begun.set()
        changed.wait()

    monkeypatch.setattr(whole_copy, "PAGES_AT_ONCE", 1)
    copying = asyncio.create_task(
        asyncio.to_thread(database.dialect.copy_whole, database.url, tmp_path / "copy.db", advance)
    )
    await asyncio.to_thread(begun.wait)
    request = CancellationRequest(CancellationTiming.IMMEDIATELY, None, None, None)
    await cancel_subscription(make_context(database), "sub_1_1", request, None)
    changed.set()
    await copying

    async with Database(f"{database.url.drivername}:///{tmp_path}/copy.db") as copy:
        await assert_verified(copy)
        assert await _count_events(copy) == await _count_events(database) - 1


async def _count_events(database: Database) -> int:
    async with database.engine.connect() as connection:
        return len((await connection.execute(METADATA.tables["event"].select())).all())


async def test_a_lost_pdf_is_told_and_keeps_no_backup_from_being_made(
    database: Database, settings: Settings, sellers: Sellers, run: Run, store: Path, tmp_path: Path
) -> None:
    await get_pdf(settings.model_copy(update={"pdf_store": store}), sellers)
    damaged = _damage(store)

    told = await asyncio.to_thread(run, "backup", str(tmp_path / "one.tar"))
    answered = await asyncio.to_thread(run, "backup", str(tmp_path / "other.tar"), "--json")

    assert told.exit_code == 0
    assert "Lost or damaged PDFs: 1." in told.stderr
    assert json.loads(answered.stdout) == IsPartialDict({"pdfs": 0, "lostPdfs": [damaged]})


def _damage(store: Path) -> str:
    """The hash of the one PDF, whose file has other bytes from now on."""
    [file] = store.glob("??/*.pdf")
    file.write_bytes(b"Damaged")
    return file.stem


@pytest.mark.parametrize(("name", "told"), [("there.tar", "is there already"), ("no/where.tar", "There is no folder")])
def test_a_file_that_cannot_be_made_is_said_in_one_line(name: str, told: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("Something else")

    refused = run("backup", str(tmp_path / name))

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: ")
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert (tmp_path / "there.tar").read_text() == "Something else"


def test_a_damaged_database_is_not_backed_up(run: Run, database_url: str, database: Database, tmp_path: Path) -> None:
    path = Path(database.url.database or "")
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)

    refused = run("backup", str(tmp_path / "backup.tar"))

    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir() if "backup" in each.name] == []


@pytest.mark.parametrize("place", [600, 2050])
def test_what_is_read_back_differs_where_a_byte_does(place: int, tmp_path: Path) -> None:
    path = tmp_path / "archive.tar"
    with tarfile.open(path, "x") as archive:
        writer = ArchiveWriter(archive, lambda _: None)
        for name in ("one", "other"):
            writer.add_bytes(name, name.encode() * 300)

    whole = read_back(path, lambda _: None)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    assert whole == writer.listing
    assert read_back(path, lambda _: None) != whole


@pytest.mark.parametrize("dialect", [each for each in DIALECTS if each.reads_together], ids=lambda each: each.name)
def test_a_server_has_backups_of_its_own(dialect: Dialect, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedDatabase, match="is a server, which has backups of its own"):
        dialect.copy_whole(make_url(f"{dialect.drivername}://host/name"), tmp_path / "copy", lambda *_: None)
