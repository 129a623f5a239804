"""A soak from its data to its verdict."""

import asyncio
import random
import time
from contextlib import closing, suppress

from app.settings import Settings
from benchmarks.database import migrated
from benchmarks.findings import Finding
from benchmarks.soak.bad_documents import bad_documents
from benchmarks.soak.changes import Changes
from benchmarks.soak.faults import Faults
from benchmarks.soak.load import Load
from benchmarks.soak.plan import Plan
from benchmarks.soak.questions import Oracle
from benchmarks.soak.replicas import Replicas
from benchmarks.soak.secrets_in_use import OLD, SecretInUse
from benchmarks.soak.server import Memory, Server
from benchmarks.soak.stock import lay_in
from benchmarks.soak.tally import Tally
from benchmarks.soak.upkeep import Upkeep, store_second_factor
from benchmarks.soak.verdict import judge_answers, judge_events, judge_log, judge_memory

SAMPLE_SECONDS = 1.0


async def run_soak(plan: Plan, database_url: str) -> list[Finding]:
    """All findings. The database must be empty, and keeps what the soak has written."""
    tally, chance = Tally(), random.Random(2)  # noqa: S311 - nothing secret is drawn
    in_use = SecretInUse()
    async with migrated(database_url) as database:
        stock = await lay_in(database, plan)
        questions = await Oracle(database, Settings(database_url=database_url), stock, in_use).prepare()
        operator_id = await store_second_factor(database, stock.project_id)
    questions.add("bad", bad_documents())
    changes = Changes(stock.changing, tally, chance)
    replicas = Replicas(database_url, OLD)
    upkeep, memory = Upkeep(replicas, in_use, operator_id), list[Memory]()
    faults = Faults(replicas, upkeep, database_url, plan, tally)
    load = Load(plan, questions, changes, tally)
    try:
        await replicas.start()
        watching = asyncio.create_task(_watch(replicas.all[0], memory))
        happening = asyncio.create_task(faults.happen(time.monotonic()))
        await load.run(replicas, [key.secret for key in stock.keys])
        await happening
        watching.cancel()
        codes = await replicas.stop()
    finally:
        await replicas.kill()
    with closing(upkeep):
        async with migrated(database_url) as database:
            return [
                Finding("faults", f"{', '.join(faults.happened)}; clients vanished all the while"),
                *judge_answers(tally),
                *await judge_events(database, stock, changes),
                *await upkeep.judge(database, stock, changes),
                *judge_memory(memory, plan, faults.restarted),
                judge_log(replicas.errors),
                Finding("their end", f"SIGTERM, exit codes {codes}", not any(codes)),
            ]


async def _watch(server: Server, memory: list[Memory]) -> None:
    while True:
        # There is none while the server is restarted.
        with suppress(OSError):
            memory.append(server.memory())
        await asyncio.sleep(SAMPLE_SECONDS)
