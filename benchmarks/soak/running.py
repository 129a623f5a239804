"""A soak from its data to its verdict."""

import asyncio
import random
import time
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from app.database.migrations import go_back
from app.settings import Settings
from benchmarks.database import migrated
from benchmarks.findings import Finding
from benchmarks.soak.bad_documents import bad_documents
from benchmarks.soak.changes import Changes
from benchmarks.soak.data import SoakData, create_data
from benchmarks.soak.faults import Faults
from benchmarks.soak.last_release import name_last_release, newest_revision, unpack_last_release
from benchmarks.soak.load import Load
from benchmarks.soak.parameters import Parameters
from benchmarks.soak.pdfs import ask_for_links, ask_for_pdfs, print_here
from benchmarks.soak.questions import Oracle, Questions
from benchmarks.soak.replicas import Replicas
from benchmarks.soak.secrets import OLD, SecretInUse
from benchmarks.soak.server import ROOT, Memory, Server
from benchmarks.soak.tally import Tally
from benchmarks.soak.upkeep import Upkeep
from benchmarks.soak.verdict import judge_answers, judge_events, judge_log, judge_memory

SAMPLE_SECONDS = 1.0


async def run_soak(parameters: Parameters, database_url: str) -> list[Finding]:
    """All findings. The database must be empty, and keeps what the soak has written."""
    with TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) if unpack_last_release(Path(folder)) else ROOT
        return [_tell_release(root), *await _Soak(parameters, database_url, root).run()]


def _tell_release(root: Path) -> Finding:
    if root == ROOT:
        told = f"{name_last_release()} is not in this clone's history: the upgrade restarted the same code"
    else:
        told = f"{name_last_release()}, revision {newest_revision(root)}, upgraded to {newest_revision(ROOT)}"
    return Finding("last release", told)


class _Soak:
    """A soak that begins with the code in `root`."""

    def __init__(self, parameters: Parameters, database_url: str, root: Path) -> None:
        self._plan = parameters
        self._url = database_url
        self._root = root
        self._in_use = SecretInUse()
        self._replicas = Replicas(database_url, OLD, root)

    async def run(self) -> list[Finding]:
        settings = Settings(database_url=self._url)
        async with migrated(self._url) as database:
            data = await create_data(database, self._plan)
            questions = await Oracle(database, settings, data, self._in_use).prepare()
            printed = await print_here(database, settings, data)
            if self._root != ROOT:
                await go_back(database, newest_revision(self._root))
        questions.add("bad", bad_documents())
        try:
            await self._replicas.start()
            links = await ask_for_links(self._replicas.all[0].url, data)
            questions.add("pdf", ask_for_pdfs(printed, links, data, self._in_use))
            return await self._load(data, questions)
        finally:
            await self._replicas.kill()

    async def _load(self, data: SoakData, questions: Questions) -> list[Finding]:
        replicas, tally, memory = self._replicas, Tally(), list[Memory]()
        changes = Changes(data.changing, tally, random.Random(2))  # noqa: S311 - nothing secret is drawn
        with closing(Upkeep(replicas, self._in_use, self._url, data.project_id)) as upkeep:
            faults = Faults(replicas, upkeep, self._url, self._plan, tally)
            watching = asyncio.create_task(_watch(replicas.all[0], memory))
            happening = asyncio.create_task(faults.happen(time.monotonic()))
            await Load(self._plan, questions, changes, tally).run(replicas, [key.secret for key in data.keys])
            await happening
            watching.cancel()
            codes = await replicas.stop()
            async with migrated(self._url) as database:
                return [
                    Finding("faults", f"{', '.join(faults.happened)}; clients vanished all the while"),
                    *judge_answers(tally),
                    *await judge_events(database, data, changes),
                    *await upkeep.judge(database, data, changes),
                    *judge_memory(memory, self._plan, faults.restarted),
                    judge_log(replicas.errors),
                    Finding("their end", f"SIGTERM, exit codes {codes}", not any(codes)),
                ]


async def _watch(server: Server, memory: list[Memory]) -> None:
    while True:
        # There is none while the server is restarted.
        with suppress(OSError):
            memory.append(server.memory())
        await asyncio.sleep(SAMPLE_SECONDS)
