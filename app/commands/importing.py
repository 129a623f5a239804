"""`import`: Stripe-shaped objects out of files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import JsonOption, ProjectOption
from app.commands.report import finish_with
from app.commands.work import run_on_database
from app.console import show_progress
from app.user_error import UserError

if TYPE_CHECKING:
    from intake.report import ImportReport
    from storage.database import Database

STANDARD_INPUT = Path("-")


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help=".ndjson, .ndjson.gz, .json; - for standard input."),
    ],
    project: ProjectOption,
    live: Annotated[
        bool | None,
        typer.Option("--live/--test", help="Into live or test data.", show_default="what each object says"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at an error and keep nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import Stripe-shaped objects: customers, products, prices, payments, subscriptions, invoices, events.

    Objects may come in any order. Importing the same again changes nothing; an interrupted import can be
    run again. A bad line is reported with its number and reason, the rest goes in, and the exit code is 1.
    """
    for file in files:
        if file != STANDARD_INPUT and not file.is_file():
            raise UserError(f"There is no file {str(file)!r}.")

    async def load(database: "Database") -> "ImportReport":
        from app.admin.projects import get_project
        from intake import importing

        project_id = (await get_project(database, project)).id
        with show_progress("Importing objects") as on_progress:
            return await importing.import_files(
                database, files, project_id=project_id, live_mode=live, strict=strict, on_progress=on_progress
            )

    finish_with(run_on_database(load), as_json)
