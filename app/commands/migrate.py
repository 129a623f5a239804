"""`migrate`: the database brought to the newest revision."""

import asyncio

import typer

from app.commands.work import database_of_settings


def migrate() -> None:
    """Create the database or upgrade it to the newest revision.

    Safe to run again: on a migrated database it does nothing. The database is the one of
    CALMONY_DATABASE_URL, by default the file var/calmony.db.
    """
    asyncio.run(_migrate())
    typer.echo("The database is migrated.")


async def _migrate() -> None:
    from app import migrations

    async with database_of_settings() as database:
        await migrations.migrate(database)
