"""`customer …`: erases a customer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, show_progress
from app.commands.options import JsonOption, ProjectOption
from app.user_error import UserError

if TYPE_CHECKING:
    from pdf.store.invoice_pdfs import InvoicePdfs
    from resolvers.context import RequestContext
    from storage.database import Database

commands = typer.Typer(no_args_is_help=True, help="Customers: who pays.")


@commands.callback()
def customer() -> None:
    """A group of its own, though it has one command."""


@commands.command()
def erase(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="The customer's ID.")],
    project: ProjectOption,
    live: Annotated[bool, typer.Option("--live/--test", help="In live or in test data.")] = True,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase a customer's personal data for good. Shows what that leads to, and asks first.

    Issued invoices and credit notes are rendered and kept for CALMONY_INVOICE_YEARS; of them, and of payments, only
    numbers, dates and amounts stay besides. No later import brings the customer back. A customer whose subscriptions
    have not all ended is refused. Interrupted, it can be run again.
    """
    if as_json and not yes:
        raise UserError("--json asks nothing: give --yes as well.")

    async def work(database: "Database") -> dict[str, Any]:
        from app.erasing.descriptions import describe_consequence, describe_erasure

        async with _opened(database, project, live) as (context, pdfs, years):
            row = await _find_erased(context, customer_id)
            if row is None:
                if not yes:
                    _ask(describe_consequence(await _foresee(context, customer_id, years), context.now))
                row = await _erase(context, pdfs, customer_id, years)
            is_cleared = await _clear(context, row)
            return describe_erasure(await _find_erased(context, customer_id) or row, is_cleared)

    told = run_on_database(work)
    if as_json:
        print_json(told)
    else:
        for line in _lines(told, customer_id):
            typer.echo(line)


def _ask(consequence: list[str]) -> None:
    for line in consequence:
        typer.echo(line)
    if not typer.confirm("Erase this customer for good?"):
        raise UserError("Nothing was erased.")


def _lines(told: dict[str, Any], customer_id: str) -> list[str]:
    lines = [f"{customer_id} was erased at {told['erasedAt']} by {told['erasedBy']}."]
    if told["keptUntil"]:
        lines.append(f"What must be kept is kept until {told['keptUntil']}.")
    if not told["cleared"]:
        lines.append("Somebody still reads: run the command again, or let the service clear the database's files.")
    return lines


@asynccontextmanager
async def _opened(
    database: "Database", project: str, live: bool
) -> "AsyncIterator[tuple[RequestContext, InvoicePdfs, int]]":
    from app.admin.projects import get_project
    from app.admin.system import system_viewer
    from app.contexts import open_context
    from app.lifespan import open_invoice_pdfs
    from app.settings import read_settings
    from pdf.workers.pool import RenderPool

    settings = read_settings()
    viewer = system_viewer(await get_project(database, project), live_mode=live, command="customer erase")
    # Its processes start only for PDFs that are not stored yet.
    pool = RenderPool(settings.pdf_workers, settings.pdf_time_limit)
    try:
        async with open_invoice_pdfs(settings, pool, lambda _: None) as pdfs:
            yield open_context(database, viewer, settings), pdfs, settings.invoice_years
    finally:
        await pool.close()


async def _find_erased(context: "RequestContext", customer_id: str) -> dict[str, Any] | None:
    from resolvers.erasure.erasures import find_erasure

    return await find_erasure(context, customer_id)


async def _foresee(context: "RequestContext", customer_id: str, years: int) -> Any:
    from resolvers.erasure.consequence import foresee_erasure

    with _telling(customer_id):
        return await foresee_erasure(context, customer_id, years)


async def _erase(context: "RequestContext", pdfs: "InvoicePdfs", customer_id: str, years: int) -> dict[str, Any]:
    from app.erasing.erasing import keep_and_erase
    from intake.progress import Step

    with _telling(customer_id), show_progress("PDFs") as progress:

        def advance(kept: int, papers: int) -> None:
            progress(Step("Keeping", kept / papers, kept))

        return await keep_and_erase(context, pdfs, customer_id, years, advance)


async def _clear(context: "RequestContext", row: dict[str, Any]) -> bool:
    from resolvers.erasure.clearing import clear_erased

    return row["customer_id"] is None or await clear_erased(context.database, context.reads, row, context.now)


def _telling(customer_id: str) -> Any:
    from app.erasing.descriptions import telling_refusals

    return telling_refusals(customer_id)
