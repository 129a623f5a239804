"""How fast customers are generated and imported by the commands themselves, and whether their memory stays flat."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import func, select

from app.admin.projects import create_project
from benchmarks.database import migrated
from benchmarks.findings import Finding
from benchmarks.memory import MEBIBYTE
from intake.kinds import KINDS
from intake.synthetic.generator import generate_objects
from models.tables import METADATA
from models.values.instant import system_clock

LEAST_ROWS, LEAST_OBJECTS = 20_000, 10_000
# How much higher the peak of many customers may be than that of few; and so many times as many are many.
MOST_GROWTH, MANY = 8 * MEBIBYTE, 4
SEED = 1
# What an object is translated into. What customers are found, summed up and filtered by follows from these rows.
_FACTS = [
    *(kind.table for kind in KINDS),
    *(METADATA.tables[name] for kind in KINDS for name in kind.children),
]

_ROOT = Path(__file__).parents[1]
# `ru_maxrss` is in kilobytes.
_KILOBYTE = 1024


class Load(NamedTuple):
    """What one command did: objects and rows of facts that it stored, in how many seconds; its peak of memory in bytes.

    `busy` are seconds of processor time of the process that stores; others translate.
    """

    objects: int
    rows: int
    seconds: float
    busy: float
    peak: int


def measure_loading(url: str, customers: int) -> Iterator[Finding]:
    """Generates and imports so many customers and `MANY` times as many, each into a project of its own."""
    generated = [_generate(url, each) for each in (customers, customers * MANY)]
    yield from judge_generated(*generated)
    with tempfile.TemporaryDirectory(prefix="calmony-bench-") as folder:
        imported = [_import(url, each, Path(folder)) for each in (customers, customers * MANY)]
    yield from judge_imported(*imported)


def judge_generated(few: Load, many: Load) -> Iterator[Finding]:
    """The rate of the larger run, and the memory of both."""
    rate = many.rows / many.seconds
    told = f"{rate:,.0f} rows of facts a second, at least {LEAST_ROWS:,}; {_tell_busy(many.rows, many)}"
    yield Finding("generate", told, rate >= LEAST_ROWS)
    yield _judge_memory("generate", few, many)


def judge_imported(few: Load, many: Load) -> Iterator[Finding]:
    """The same of the import."""
    rate = many.objects / many.seconds
    told = f"{rate:,.0f} objects a second, at least {LEAST_OBJECTS:,}; {_tell_busy(many.objects, many)}"
    yield Finding("import", told, rate >= LEAST_OBJECTS)
    yield _judge_memory("import", few, many)


def _tell_busy(stored: int, load: Load) -> str:
    return f"{stored / load.busy:,.0f} in a second of its processor time"


def _judge_memory(what: str, few: Load, many: Load) -> Finding:
    growth = many.peak - few.peak
    told = f"{few.peak / MEBIBYTE:,.0f} MiB, {growth / MEBIBYTE:+,.0f} of {MANY} times as many"
    most = f"at most {MOST_GROWTH / MEBIBYTE:+,.0f}"
    return Finding(f"{what}, peak of memory", f"{told}, {most}", growth <= MOST_GROWTH)


def _generate(url: str, customers: int) -> Load:
    return run_load(url, ["generate", "--customers", str(customers), "--seed", str(SEED)])


def _import(url: str, customers: int, folder: Path) -> Load:
    source = folder / f"{customers}.ndjson"
    with source.open("w") as lines:
        for each in generate_objects(customers, SEED, system_clock()):
            lines.write(json.dumps(each) + "\n")
    return run_load(url, ["import", str(source)])


def run_load(url: str, words: Sequence[str]) -> Load:
    """Runs the command on a new project; it fails where the command does."""
    before = asyncio.run(_count_facts(url))
    project = asyncio.run(_add_project(url))
    with tempfile.TemporaryFile() as answer:
        began = perf_counter()
        command = [sys.executable, "-m", "app", *words, "--project", project, "--live", "--json"]
        process = subprocess.Popen(  # noqa: S603 - ourselves
            command, cwd=_ROOT, env={"CALMONY_DATABASE_URL": url}, stdout=answer
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
        answer.seek(0)
        objects = sum(json.load(answer)["created"].values())
    busy = usage.ru_utime + usage.ru_stime
    return Load(objects, asyncio.run(_count_facts(url)) - before, seconds, busy, usage.ru_maxrss * _KILOBYTE)


async def _add_project(url: str) -> str:
    async with migrated(url) as database:
        return (await create_project(database, f"Load {os.urandom(4).hex()}", system_clock())).id


async def _count_facts(url: str) -> int:
    async with migrated(url) as database, database.engine.connect() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(table)) for table in _FACTS]
    return sum(count or 0 for count in counts)
