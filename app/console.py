"""What the command line says: plain text and JSON on standard output, progress on standard error."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer


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
def show_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A function of (done, total), total 0 if unknown. Prints only on a terminal, and clears its line at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)
