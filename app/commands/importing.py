"""`import`: imports Stripe-shaped objects from files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import show_progress
from app.commands.options import JsonOption, ProjectOption
from app.commands.report import run_import
from app.user_error import UserError
from models.values.instant import from_datetime

if TYPE_CHECKING:
    from intake.report import ImportReport
    from storage.database import Database

STANDARD_INPUT = Path("-")
_MANY_BYTES = 8 * 2**20

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help=".ndjson, .ndjson.gz, .json; - for standard input.")
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        help="When the objects were fetched, in UTC: it decides which version of an object is newer. Events carry "
        "times of their own.",
        show_default="when the file was last modified",
        formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
    ),
]


def import_files(
    files: FilesArgument,
    project: ProjectOption,
    live: Annotated[
        bool | None,
        typer.Option("--live/--test", help="Into live or test data.", show_default="what each object says"),
    ] = None,
    as_of: AsOfOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first error and import nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import Stripe-shaped objects: customers, subscriptions, invoices, payments, charges, refunds, events and more.

    Objects may come in any order, and the latest of several versions counts. An object that refers to a missing one
    is imported all the same, with a note. Importing the same file again changes nothing, so an interrupted import can
    simply be run again. A bad line is reported with its number and reason, the rest is imported, and the exit code is
    1.
    """
    for file in files:
        if file != STANDARD_INPUT and not file.is_file():
            raise UserError(f"There is no file {str(file)!r}.")

    async def load(database: "Database") -> "ImportReport":
        from app.admin.projects import get_project
        from intake import importing

        project_id = (await get_project(database, project)).id
        with show_progress() as on_progress:
            return await importing.import_files(
                database,
                files,
                project_id=project_id,
                live_mode=live,
                as_of=from_datetime(as_of.replace(tzinfo=UTC)) if as_of else None,
                strict=strict,
                on_progress=on_progress,
            )

    run_import(load, as_json, is_large=_count_bytes(files) >= _MANY_BYTES)


def _count_bytes(files: Sequence[Path]) -> int:
    """How large they are together; of standard input nobody knows."""
    return sum(file.stat().st_size for file in files if file != STANDARD_INPUT)
