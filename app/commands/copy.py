"""`copy`: everything in one database, moved to another."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import JsonOption
from app.commands.work import require_migrated, telling_failures
from app.console import print_json, show_progress

if TYPE_CHECKING:
    from app.copying.copying import CopyReport


def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The database that is copied; it stays.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database, or an unfinished copy.")],
    as_json: JsonOption = False,
) -> None:
    """Copy everything from one database to another, such as from SQLite to PostgreSQL.

    Stop what writes first: what was written since is not in the copy, and is told. An interrupted copy goes on
    where it was when this is run again; if its source has changed, it starts over. Until both databases have the
    same rows, by count and checksum, nothing serves from the copy. Stored PDFs are files, and stay where they are.
    """
    report = asyncio.run(_copy(source, target))
    if as_json:
        print_json({"rows": report.rows, "startedOver": report.started_over})
        return
    if report.started_over:
        typer.echo("The database has changed since the copy was begun: it was started over.", err=True)
    typer.echo(f"{sum(report.rows.values()):,} rows of {len(report.rows)} tables are the same in both databases.")


async def _copy(source: str, target: str) -> "CopyReport":
    from app.copying.copying import copy
    from storage.database import Database

    with telling_failures("--from"):
        async with Database(source) as original:
            await require_migrated(original)
            with telling_failures("--to"):
                async with Database(target) as made:
                    with show_progress("rows") as on_progress:
                        return await copy(original, made, on_progress)
