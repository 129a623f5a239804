"""Prints what an import did."""

from typing import TYPE_CHECKING

import typer

from app.console import print_json

if TYPE_CHECKING:
    from intake.report import ImportReport

_COUNTED = ("created", "updated", "unchanged", "deleted", "ignored")


def finish_with(report: "ImportReport", as_json: bool) -> None:
    """Prints the report, and ends with 1 when it has errors."""
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
