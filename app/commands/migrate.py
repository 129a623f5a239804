"""`migrate`: the database brought to the newest revision."""

import asyncio

import typer

from app.commands.work import database_of_settings


def migrate() -> None:
    """Create the database or upgrade it to the newest revision.

    Safe to run again: on a migrated database it does nothing. The database is the one of
    CALMONY_DATABASE_URL, by default the file var/calmony.db.
    """
    lacks_parts = asyncio.run(_migrate())
    typer.echo("The database is migrated.")
    if lacks_parts:
        typer.echo(
            "This release keeps more of what it imports, such as refunds and discounts. Objects that were imported"
            " before show as little as before: import a newer export of them."
        )


async def _migrate() -> bool:
    from app import migrations

    async with database_of_settings() as database:
        return await migrations.migrate(database)
