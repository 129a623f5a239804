"""What whoever runs the service does while it serves: the upgrade to this release, a backup, and new secrets."""

import asyncio
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.database import migrated
from benchmarks.findings import Finding
from benchmarks.soak.changes import Changes
from benchmarks.soak.data import SoakData
from benchmarks.soak.replicas import Replicas
from benchmarks.soak.second_factor import is_read_by_new, store_second_factor
from benchmarks.soak.secrets import NEW, OLD, SecretInUse
from benchmarks.soak.unpacking import unpack
from benchmarks.soak.verdict import read_events
from storage.database import Database

# Nothing that the old secret signed is under way any more by then.
GRACE_SECONDS = 2.0


class Upkeep:
    """Done once each; what went wrong is a finding."""

    def __init__(self, replicas: Replicas, in_use: SecretInUse, database_url: str, project_id: str) -> None:
        self._replicas = replicas
        self._in_use = in_use
        self._database_url = database_url
        self._project_id = project_id
        self._operator_id = ""
        self._folder = TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True)
        self._archive = Path(self._folder.name) / "backup.tar"
        self._failed: list[str] = []

    async def back_up(self) -> None:
        """Writes an archive of the embedded database."""
        await self._run("backup", str(self._archive))

    async def rotate(self) -> None:
        """A new secret comes in front of the old one, everything is renewed, and the old one is dropped."""
        async with Database(self._database_url) as database:
            self._operator_id = await store_second_factor(database, self._project_id)
        await self._replicas.roll(f"{NEW},{OLD}")
        self._in_use.secret = NEW
        await self._run("secret", "renew")
        await asyncio.sleep(GRACE_SECONDS)
        await self._replicas.roll(NEW)

    async def upgrade(self) -> None:
        """The database is migrated while the replicas serve, and one after the other begins anew by this code."""
        await self._run("migrate")
        await self._replicas.roll()
        await self._run("migrate", "--finish")
        await self._run("verify")

    def close(self) -> None:
        """Removes the backup."""
        self._folder.cleanup()

    async def judge(self, database: Database, data: SoakData, changes: Changes) -> list[Finding]:
        """Whether all of it was done, what is stored agrees, and the backup has no change that nobody made."""
        await self._run("verify")
        restored = [await self._restore(data, changes)] if self._archive.exists() else []
        is_read = await is_read_by_new(database, self._operator_id)
        return [
            *restored,
            Finding("second factor under the new secret alone", "read" if is_read else "can't be read", is_read),
            Finding("upgrade, backup, renewal and verification", "; ".join(self._failed) or "done", not self._failed),
        ]

    async def _restore(self, data: SoakData, changes: Changes) -> Finding:
        folder = Path(self._folder.name)
        with tarfile.open(self._archive) as archive:
            unpack(archive, folder)
        url = f"sqlite+aiosqlite:///{folder / 'calmony.db'}"
        await self._run("verify", CALMONY_DATABASE_URL=url)
        async with migrated(url) as database:
            events = await read_events(database, data)
        strange = [each for each, kept in events.items() if kept != changes.told.get(each, [])[: len(kept)]]
        told = f"{sum(map(len, events.values()))} events, {len(strange)} subscriptions with others than clients know"
        return Finding("restored backup", told, not strange)

    async def _run(self, *words: str, **environment: str) -> None:
        code, told = await self._replicas.run(*words, **environment)
        if code:
            self._failed.append(f"{words[0]}: exit code {code}: {told[-300:]}")
