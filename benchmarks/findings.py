"""The findings of a benchmark, printed one a line. A finding that is not good fails the run."""

from collections.abc import Iterable
from dataclasses import dataclass

import typer


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was measured or checked; `good` tells whether it keeps its bound, if it has one."""

    what: str
    found: str
    good: bool = True


class AnswersDiffer(Exception):
    """Answers that should be equal are not, so that figures would mean nothing; the message says where."""


def tell(findings: Iterable[Finding]) -> bool:
    """Prints a line for each finding, and returns whether all are good."""
    all_good = True
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.good else 'FAIL'}  {finding.what:<44} {finding.found}")
        all_good = all_good and finding.good
    return all_good
