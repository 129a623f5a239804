"""`migrate`: brings the database to the newest revision."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import database_of_settings, run_on_database
from app.user_error import UserError

if TYPE_CHECKING:
    from storage.database import Database


def migrate(
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="REVISION", help="Go back to this revision, the last one of an earlier release."),
    ] = None,
    finish: Annotated[
        bool,
        typer.Option("--finish", help="After an upgrade, update what processes of the release before wrote."),
    ] = False,
) -> None:
    """Create the database or upgrade it to the newest revision.

    Safe to run again: it does nothing to a database that is up to date. The database is the one that
    CALMONY_DATABASE_URL names, by default the file var/calmony.db. With --to it goes back to the revision of an
    earlier release, while nothing serves: what later releases added is lost, and everything else is kept.

    Run it with --finish once the last process of the release before is replaced: what this release keeps and that one
    did not know is brought up to date, while the service runs. Running it again does no harm.
    """
    if to is not None and finish:
        raise UserError("Give --to or --finish: one goes back, the other forward.")
    if finish:
        _tell_finished(run_on_database(_finish))
        return
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


def _tell_finished(mended: int) -> None:
    if mended:
        typer.echo(f"The upgrade is finished: figures of {mended:,} customers were out of date.")
    else:
        typer.echo("The upgrade is finished: all figures were up to date.")


async def _finish(database: "Database") -> int:
    from app.admin.finishing import finish_upgrade
    from models.values.instant import system_clock

    return await finish_upgrade(database, system_clock)


async def _migrate() -> bool:
    from app.database import migrations

    async with database_of_settings() as database:
        return await migrations.migrate(database)


async def _go_back(revision: str) -> None:
    from app.database import migrations

    async with database_of_settings() as database:
        await migrations.go_back(database, revision)
