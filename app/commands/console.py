"""The output of commands: plain text and JSON on standard output, progress on standard error."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.progress import TaskID

    from intake.progress import Progress, Step


def print_json(answer: Any) -> None:
    """One JSON object on one line."""
    import orjson

    typer.echo(orjson.dumps(answer))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Columns as wide as their widest text, never cut or wrapped."""
    lines = [headings, *([cell or "–" for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


@contextmanager
def show_progress(noun: str = "objects") -> "Iterator[Progress]":
    """A function of each step: prints its rate and the time that remains, on a terminal only, and clears the line."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(f"{{task.fields[objects]:,}} {noun}, {{task.fields[rate]:,.0f}}/s"),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:

        def show(step: "Step") -> None:
            if step.label not in tasks:
                tasks[step.label] = bars.add_task(step.label, total=None, objects=0, rate=0.0)
            task = tasks[step.label]
            elapsed = bars.tasks[task].elapsed or 0.0
            rate = step.objects / elapsed if elapsed else 0.0
            total = None if step.part is None else 1.0
            bars.update(task, completed=step.part or 0.0, total=total, objects=step.objects, rate=rate)

        yield show
