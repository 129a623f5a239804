"""What the Makefile runs for whoever changes the models; hidden from the help."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from app.user_error import UserError

if TYPE_CHECKING:
    from storage.database import Database

Result = TypeVar("Result")


def check_migrations() -> None:
    """Compare the models with a fresh SQLite database made by the migrations; exit 1 where they differ."""
    from app.database.migrations import find_drift

    differences = asyncio.run(_on_fresh_database(find_drift))
    if differences:
        raise UserError("The models are ahead of the migrations:\n" + "\n".join(differences))


def make_migration(message: Annotated[str, typer.Argument(help="What changes, in a few words.")]) -> None:
    """Draft the Alembic revision that brings the migrations up to the models."""
    from app.database.migrations import draft_migration

    asyncio.run(_on_fresh_database(lambda database: draft_migration(database, message)))


def settings_page() -> None:
    """Print docs/settings.md, which is written from the settings."""
    from app.commands.settings_page import write_settings_page

    typer.echo(write_settings_page(), nl=False)


async def _on_fresh_database(work: "Callable[[Database], Awaitable[Result]]") -> Result:
    from app.database.migrations import migrate
    from storage.database import Database

    with TemporaryDirectory() as folder:
        async with Database(f"sqlite+aiosqlite:///{Path(folder) / 'fresh.db'}") as database:
            await migrate(database)
            return await work(database)
