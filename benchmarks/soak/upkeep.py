"""What whoever runs the service does while it serves: a backup, new secrets, and restarts as of a new release."""

import asyncio
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from app.admin.operators import create_operator
from app.secrets.sealing import BadSeal, Sealing
from app.sessions.second_factors import PURPOSE
from benchmarks.database import migrated
from benchmarks.findings import Finding
from benchmarks.soak.changes import Changes
from benchmarks.soak.replicas import Replicas
from benchmarks.soak.secrets_in_use import NEW, OLD, SecretInUse
from benchmarks.soak.stock import Stock
from benchmarks.soak.verdict import read_events
from models.access.operator import generate_password
from models.access.second_factor import SecondFactor
from models.access.viewer import Role
from models.values.instant import system_clock
from storage.database import Database

SEED = "the seed of an app"
# Nothing that the old secret signed is under way any more by then.
GRACE_SECONDS = 2.0


async def store_second_factor(database: Database, project_id: str) -> str:
    """Stores an operator whose second factor is encrypted under OLD; their id."""
    operator = await create_operator(
        database, "ada@post.example", project_id, role=Role.VIEWER, password=generate_password(), now=system_clock()
    )
    async with database.sessions.begin() as session:
        session.add(SecondFactor(operator_id=operator.id, sealed_seed=Sealing(OLD, PURPOSE).seal(SEED)))
    return operator.id


class Upkeep:
    """Done once each; what went wrong is a finding."""

    def __init__(self, replicas: Replicas, in_use: SecretInUse, operator_id: str) -> None:
        self._replicas = replicas
        self._in_use = in_use
        self._operator_id = operator_id
        self._folder = TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True)
        self._archive = Path(self._folder.name) / "backup.tar"
        self._failed: list[str] = []

    async def back_up(self) -> None:
        """Writes an archive of the embedded database."""
        await self._run("backup", str(self._archive))

    async def rotate(self) -> None:
        """A new secret comes in front of the old one, everything is renewed, and the old one is dropped."""
        await self._replicas.roll(f"{NEW},{OLD}")
        self._in_use.secret = NEW
        await self._run("secret", "renew")
        await asyncio.sleep(GRACE_SECONDS)
        await self._replicas.roll(NEW)

    async def upgrade(self) -> None:
        """One replica after the other begins anew."""
        await self._replicas.roll()

    def close(self) -> None:
        """Removes the backup."""
        self._folder.cleanup()

    async def judge(self, database: Database, stock: Stock, changes: Changes) -> list[Finding]:
        """Whether all of it was done, what is stored agrees, and the backup has no change that nobody made."""
        await self._run("verify")
        restored = [await self._restore(stock, changes)] if self._archive.exists() else []
        return [
            *restored,
            Finding("second factor under the new secret alone", *await self._read_second_factor(database)),
            Finding("backup, renewal and verification", "; ".join(self._failed) or "done", not self._failed),
        ]

    async def _restore(self, stock: Stock, changes: Changes) -> Finding:
        folder = Path(self._folder.name)
        with tarfile.open(self._archive) as archive:
            archive.extractall(folder, filter="data")
        url = f"sqlite+aiosqlite:///{folder / 'calmony.db'}"
        await self._run("verify", CALMONY_DATABASE_URL=url)
        async with migrated(url) as database:
            events = await read_events(database, stock)
        strange = [each for each, kept in events.items() if kept != changes.told.get(each, [])[: len(kept)]]
        told = f"{sum(map(len, events.values()))} events, {len(strange)} subscriptions with others than clients know"
        return Finding("restored backup", told, not strange)

    async def _read_second_factor(self, database: Database) -> tuple[str, bool]:
        async with database.sessions() as session:
            factor = await session.get_one(SecondFactor, self._operator_id)
        try:
            return "read", Sealing(NEW, PURPOSE).open(factor.sealed_seed) == SEED
        except BadSeal:
            return "can't be read", False

    async def _run(self, *words: str, **environment: str) -> None:
        code, told = await self._replicas.run(*words, **environment)
        if code:
            self._failed.append(f"{words[0]}: exit code {code}: {told[-300:]}")
