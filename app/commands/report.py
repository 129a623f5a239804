"""Runs an import, and prints what it did."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json
from app.user_error import UserError

if TYPE_CHECKING:
    from intake.report import ImportReport
    from storage.database import Database

_COUNTED = ("created", "updated", "unchanged", "deleted", "ignored")


_LOST = "A process that helped was ended, perhaps for want of memory: what is stored stays, and this can be run again."


def run_import(load: "Callable[[Database], Awaitable[ImportReport]]", as_json: bool, *, is_large: bool) -> None:
    """Prints the report, and ends with 1 when it has errors. Other processes will help with what is large."""
    from intake.gathering.fork_server import count_processors, start_fork_server

    if is_large and count_processors() > 1:
        # Before anything else: it imports what this process imports next.
        start_fork_server()

    from intake.gathering.processes import ProcessLost

    try:
        report = run_on_database(load)
    except ProcessLost as lost:
        raise UserError(_LOST) from lost
    told = report.as_json()
    if as_json:
        print_json(told)
    else:
        _print_counts(told)
        for note in told["notes"]:
            typer.echo(f"{note['file']}:{note['line']}: note: {note['note']}", err=True)
        for error in told["errors"]:
            typer.echo(f"{error['file']}:{error['line']}: {error['reason']}", err=True)
    if told["errors"]:
        raise typer.Exit(1)


def _print_counts(told: dict[str, dict[str, int]]) -> None:
    for outcome in _COUNTED:
        counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(told[outcome].items()))
        if counts:
            typer.echo(f"{outcome:<10} {counts}")
