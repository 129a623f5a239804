"""The databases of the benchmark: few customers and a big one, and the few many times over."""

import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import URL, func, make_url, select

from app.admin.projects import get_project
from app.admin.verification import verify
from app.upkeep.figures import refresh_due_figures
from benchmarks.database import add_key, add_seller, migrated, postgres_url, sqlite_url
from benchmarks.findings import Finding
from benchmarks.scale.big_customer import list_objects, list_payments, list_sought
from benchmarks.scale.multiplying import multiply_postgresql, multiply_sqlite
from benchmarks.scale.parameters import Parameters, bytes_needed
from intake.importing import import_files
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.billing.customer import Customer
from models.billing.payment_intent import PaymentIntent
from models.ownership import table_of
from models.values.instant import SECOND, system_clock
from storage.database import Database

SEED, VERIFIED = 1, 200
# Objects a second.
LEAST_IMPORTED = 10_000

Report = Callable[[Finding], None]


class DiskTooSmall(Exception):
    """The data would not fit; the message says how much is missing."""


class Place(NamedTuple):
    """A project with a key that may read it."""

    project_id: str
    key: str


class Databases(NamedTuple):
    """The URLs of both databases, the project of few or many customers, and that of the big one."""

    few: URL
    many: URL
    customers: Place
    big: Place


@asynccontextmanager
async def create_in_sqlite(parameters: Parameters, report: Report) -> AsyncIterator[Databases]:
    """Two files, which exist as long as the context; raises DiskTooSmall.

    `report` hears how fast all is made, and whether what is kept is right.
    """
    _check_disk(bytes_needed(parameters, parameters.customers))
    with sqlite_url() as url:
        few = make_url(url)
        path, many = Path(few.database or ""), Path(few.database or "").with_name("many.db")
        customers, big = await _fill(url, parameters, report)
        began = perf_counter()
        shutil.copyfile(path, many)
        multiply_sqlite(path, many, customers.project_id, parameters.customers // parameters.few)
        report(_tell_time(parameters.customers, began))
        yield await _finish(Databases(few, few.set(database=str(many)), customers, big), report)


@asynccontextmanager
async def create_in_postgresql(parameters: Parameters, report: Report) -> AsyncIterator[Databases]:
    """The same on a server of its own."""
    _check_disk(bytes_needed(parameters, parameters.on_postgresql))
    with postgres_url() as url:
        few = make_url(url)
        customers, big = await _fill(url, parameters, report)
        began = perf_counter()
        many = few.set(database="many")
        await _run(few.set(database="postgres"), f"CREATE DATABASE many TEMPLATE {few.database}")
        await multiply_postgresql(many, customers.project_id, parameters.on_postgresql // parameters.few)
        report(_tell_time(parameters.on_postgresql, began))
        databases = await _finish(Databases(few, many, customers, big), report)
        # What the server has yet to write would count for the first requests.
        await _run(many, "CHECKPOINT")
        yield databases


def _check_disk(needed: int) -> None:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskTooSmall(f"{folder} has {free / 1e9:.1f} GB free, and {needed / 1e9:.1f} GB are needed")


async def _fill(url: str, parameters: Parameters, report: Report) -> tuple[Place, Place]:
    async with migrated(url) as database:
        now = system_clock()
        customers, big = await _open_project(database), await _open_project(database)
        began = perf_counter()
        generated = await load_synthetic(
            database, customers.project_id, live_mode=True, customers=parameters.few, seed=SEED, now=now
        )
        report(_tell_rate("generated", sum(generated.created.values()), began))
        owners, missing = await _find_missing(database, customers, parameters)
        began = perf_counter()
        await _import(database, customers, list_payments(owners, missing, now // SECOND))
        objects = list_objects(parameters.big, parameters.full, now // SECOND)
        created = await _import(database, big, objects)
        report(_tell_rate("imported", created + missing, began, LEAST_IMPORTED))
        # As the service does beside its requests.
        while await refresh_due_figures(database, system_clock()):
            pass
        if database.dialect.name == "postgresql":
            await _run(database.url, "VACUUM ANALYZE")
        return customers, big


async def _open_project(database: Database) -> Place:
    project_id = await add_seller(database)
    return Place(project_id, (await add_key(database, project_id, Role.VIEWER)).secret)


async def _find_missing(database: Database, place: Place, parameters: Parameters) -> tuple[list[str], int]:
    """The ids of the customers, and how many payments they have less than the plan says."""
    customer, payment = table_of(Customer), table_of(PaymentIntent)
    async with database.engine.connect() as connection:
        its_own = select(customer.c.id).where(customer.c.project_id == place.project_id).order_by(customer.c.id)
        ids = list((await connection.execute(its_own)).scalars())
        counted = select(func.count()).where(payment.c.project_id == place.project_id)
        how_many: int = (await connection.execute(counted)).scalar_one()
    return ids, max(0, parameters.payments * parameters.few - how_many)


async def _import(database: Database, place: Place, objects: Iterable[dict[str, Any]]) -> int:
    with tempfile.TemporaryDirectory(prefix="calmony-bench-") as folder:
        source = Path(folder) / "objects.ndjson"
        with source.open("w") as lines:
            lines.writelines(f"{json.dumps(each)}\n" for each in objects)
        report = await import_files(database, [source], project_id=place.project_id, live_mode=True)
    return sum(report.created.values())


async def _finish(databases: Databases, report: Report) -> Databases:
    """Adds the customers that a search finds once in each database, and verifies derived rows of some others."""
    place = databases.customers
    for url in (databases.few, databases.many):
        async with Database(url.render_as_string(hide_password=False)) as database:
            await _import(database, place, list_sought())
            found = await verify(database, [await get_project(database, place.project_id)], system_clock(), VERIFIED)
            report(Finding("differences in derived rows", f"{len(found)} in {VERIFIED} customers", not found))
    return databases


async def _run(url: URL, sql: str) -> None:
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _tell_rate(what: str, objects: int, began: float, least: int = 0) -> Finding:
    rate = objects / (perf_counter() - began)
    bound = f", at least {least:,}" if least else ""
    return Finding(what, f"{objects:,} objects, {rate:,.0f} a second{bound}", rate >= least)


def _tell_time(customers: int, began: float) -> Finding:
    return Finding("multiplied", f"{customers:,} customers in {perf_counter() - began:,.0f} s")
