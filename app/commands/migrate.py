"""`migrate`: the database brought to the newest revision."""

import asyncio
from typing import Annotated

import typer

from app.commands.work import database_of_settings


def migrate(
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="REVISION", help="Go back to this revision, the last one of an earlier release."),
    ] = None,
) -> None:
    """Create the database or upgrade it to the newest revision.

    Safe to run again: it does nothing to a database that is up to date. The database is the one that
    CALMONY_DATABASE_URL names, by default the file var/calmony.db. With --to it goes back to the revision of an
    earlier release, while nothing serves: what later releases added is lost, and everything else is kept.
    """
    if to is not None:
        asyncio.run(_go_back(to))
        typer.echo(f"The database has revision {to}.")
        return
    lacks_parts = asyncio.run(_migrate())
    typer.echo("The database is migrated.")
    if lacks_parts:
        typer.echo(
            "This release stores more of what it imports, such as refunds and discounts. Objects that were imported"
            " before show as little as before: import a newer export of them."
        )


async def _migrate() -> bool:
    from app import migrations

    async with database_of_settings() as database:
        return await migrations.migrate(database)


async def _go_back(revision: str) -> None:
    from app import migrations

    async with database_of_settings() as database:
        await migrations.go_back(database, revision)
