"""`copy`: copies a whole database to another."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import require_migrated, telling_failures
from app.commands.console import print_json, show_progress
from app.commands.options import JsonOption

if TYPE_CHECKING:
    from app.copying.copying import CopyReport


def copy(
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="The database to copy from; it is left as it is.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="URL", help="The database to copy to: empty, or an unfinished copy.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Copy everything from one database to another, for example from SQLite to PostgreSQL.

    Stop whatever writes to the source first: a change made meanwhile is noticed, and the copy is refused. Run an
    interrupted copy again to continue it; if the source has changed since, it starts afresh. Nothing serves from the
    copy until both databases have the same rows, by count and checksum. Stored PDFs are files and are not copied.
    """
    report = asyncio.run(_copy(source, target))
    if as_json:
        print_json({"rows": report.rows, "startedOver": report.started_over})
        return
    if report.started_over:
        typer.echo("The database has changed since the copy began, so the copy was started again.", err=True)
    typer.echo(f"{sum(report.rows.values()):,} rows of {len(report.rows)} tables are identical in both databases.")


async def _copy(source: str, target: str) -> "CopyReport":
    from app.copying.copying import copy
    from storage.database import Database

    with telling_failures("--from"):
        async with Database(source) as original:
            await require_migrated(original, "--from")
            with telling_failures("--to"):
                async with Database(target) as made:
                    with show_progress("rows") as on_progress:
                        return await copy(original, made, on_progress)
