"""The command line of the benchmarks: each is a command, and without one all short ones run."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import Annotated, Any

import typer

from benchmarks.compression import Effort as CompressionEffort
from benchmarks.compression import measure_compression
from benchmarks.customer_page import measure_customer_page
from benchmarks.database import postgres_url, sqlite_url
from benchmarks.findings import AnswersDiffer, Finding, tell
from benchmarks.guards.measuring import Effort, measure_guards
from benchmarks.idle_connections.running import IdleConnections, measure_idle_connections
from benchmarks.invoices import measure_invoices
from benchmarks.loading import measure_loading
from benchmarks.new_documents import measure_new_documents
from benchmarks.plans.measuring import ROUNDS, measure_plans
from benchmarks.requests.contestants import list_contestants
from benchmarks.requests.measuring import Effort as RequestEffort
from benchmarks.requests.measuring import Refused, measure
from benchmarks.requests.report import draw_tables, judge, to_json
from benchmarks.scale.databases import Databases, DiskTooSmall, create_in_postgresql, create_in_sqlite
from benchmarks.scale.parameters import Parameters as ScaleParameters
from benchmarks.scale.running import measure_scale
from benchmarks.soak.parameters import Parameters as SoakParameters
from benchmarks.soak.running import run_soak
from benchmarks.stored_pdfs import measure_stored_pdfs

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.callback(invoke_without_command=True)
def run_short(context: typer.Context) -> None:
    """Measure the service. The exit code is 1 if a figure is beyond its bound."""
    if context.invoked_subcommand is not None:
        return
    # Runs all of them, even after one has failed.
    found = [_run(measure_guards(Effort())), _run(measure_customer_page()), _run(measure_stored_pdfs())]
    found.append(tell(measure_invoices()))
    raise typer.Exit(not all(found))


@cli.command()
def guards() -> None:
    """The CPU time of all checks around a GraphQL request. Takes half a minute."""
    _finish(_run(measure_guards(Effort())))


@cli.command()
def customer_page() -> None:
    """The CPU time and size of the operator's page of a customer. Takes a few seconds."""
    _finish(_run(measure_customer_page()))


@cli.command()
def compression() -> None:
    """The bytes and the CPU time of answers and files with each encoding. Takes half a minute."""
    _finish(_run(measure_compression(CompressionEffort())))


@cli.command()
def stored_pdfs() -> None:
    """How fast a kept PDF is served, beside a static file of its size. Takes half a minute."""
    _finish(_run(measure_stored_pdfs()))


@cli.command()
def invoices() -> None:
    """The CPU time of an invoice, beside xhtml2pdf as it comes, fpdf2 and WeasyPrint. Takes half a minute."""
    _finish(tell(measure_invoices()))


@cli.command()
def new_documents(
    count: Annotated[int, typer.Option(min=1, help="How many documents fill the memory.")] = 100_000,
) -> None:
    """The CPU time and memory of documents that are new to the service. A quarter of an hour."""
    _finish(_run(measure_new_documents(count)))


@cli.command()
def plans(
    rounds: Annotated[int, typer.Option(min=1, help="How many rounds of ten requests each.")] = ROUNDS,
) -> None:
    """The CPU time of a query plan, beside the resolvers and a route written by hand. Takes half a minute."""
    _finish(_run(measure_plans(rounds)))


@cli.command()
def requests(
    rounds: Annotated[int, typer.Option(min=1, help="How often each is asked.")] = RequestEffort().rounds,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each time.")] = RequestEffort().seconds,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Requests a second over HTTP beside other GraphQL servers and a hand-written route. Seven minutes."""
    try:
        measured = measure(list_contestants(), RequestEffort(rounds, seconds))
    except Refused as reason:
        typer.echo(f"no figures: {reason}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(to_json(measured)))
        raise typer.Exit(not all(finding.good for finding in judge(measured)))
    for line in draw_tables(measured):
        typer.echo(line)
    _finish(tell(judge(measured)))


class DatabaseChoice(StrEnum):
    """Which database is served."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@cli.command()
def soak(
    seconds: Annotated[float, typer.Option(min=10, help="How long the load lasts.")] = SoakParameters().seconds,
    rate: Annotated[float, typer.Option(min=1, help="Requests a second of each key.")] = SoakParameters().rate,
    keys: Annotated[int, typer.Option(min=1, help="How many keys send.")] = SoakParameters().keys,
    customers: Annotated[int, typer.Option(min=20, help="How many customers there are.")] = SoakParameters().customers,
    database: Annotated[DatabaseChoice, typer.Option(help="Which database.")] = DatabaseChoice.SQLITE,
) -> None:
    """Mixed load on the real server with faults injected: answers, events, memory, latency. Ten minutes."""
    opened = sqlite_url() if database is DatabaseChoice.SQLITE else postgres_url()
    with opened as url:
        _finish(_run(run_soak(SoakParameters(seconds, rate, keys, customers), url)))


@cli.command()
def idle_connections(
    silent: Annotated[int, typer.Option(min=1, help="How many connections say nothing.")] = IdleConnections().silent,
    slow: Annotated[int, typer.Option(min=1, help="How many send a byte a second.")] = IdleConnections().slow,
) -> None:
    """Pages beside clients that only hold connections open: latency, memory, and that they are closed. A minute."""
    with sqlite_url() as url:
        _finish(_run(measure_idle_connections(IdleConnections(silent, slow), url)))


@cli.command()
def loading(
    customers: Annotated[int, typer.Option(min=1, help="How many at first; then four times as many.")] = 2_500,
    database: Annotated[DatabaseChoice, typer.Option(help="Which database.")] = DatabaseChoice.SQLITE,
) -> None:
    """How fast `generate` and `import` fill a database, and whether their memory stays flat. Three minutes."""
    opened = sqlite_url() if database is DatabaseChoice.SQLITE else postgres_url()
    with opened as url:
        _finish(tell(measure_loading(url, customers)))


@cli.command()
def scale(
    customers: Annotated[int, typer.Option(min=20_000, help="How many customers, in tens of thousands.")] = 1_000_000,
    database: Annotated[DatabaseChoice | None, typer.Option(help="Only this database.")] = None,
) -> None:
    """What requests cost beside very many customers, and about a big one, as times what they cost otherwise.

    Beside 1,000,000 customers with ten payments each on SQLite, and a fifth of them on PostgreSQL: 40 minutes, and as
    many gigabytes of disk. Ten minutes with 100,000.
    """
    _finish(_run_scale(ScaleParameters.of(customers), database))


def _run_scale(parameters: ScaleParameters, only: DatabaseChoice | None) -> bool:
    """Whether the data could be made, and all findings are good."""
    creators = {DatabaseChoice.SQLITE: create_in_sqlite, DatabaseChoice.POSTGRESQL: create_in_postgresql}
    all_good = True
    for database, create in creators.items():
        if only in (None, database):
            typer.echo(f"{database}:")
            all_good &= asyncio.run(_tell_as_found(create, parameters))
    return all_good


async def _tell_as_found(
    create: Callable[..., AbstractAsyncContextManager[Databases]], parameters: ScaleParameters
) -> bool:
    told: list[bool] = []

    def report(finding: Finding) -> None:
        told.append(tell([finding]))

    try:
        async for finding in measure_scale(create(parameters, report), parameters):
            report(finding)
    except DiskTooSmall as reason:
        typer.echo(f"no figures: {reason}", err=True)
        return False
    return all(told)


def _run(measuring: Coroutine[Any, Any, list[Finding]]) -> bool:
    """Whether it could be measured, and all findings are good."""
    try:
        return tell(asyncio.run(measuring))
    except AnswersDiffer as reason:
        typer.echo(f"no figures: {reason}", err=True)
        return False


def _finish(all_good: bool) -> None:
    if not all_good:
        raise typer.Exit(1)
