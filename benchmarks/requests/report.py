"""Reports the figures: as tables, as JSON, and whether the bounds are kept."""

import sys
from typing import Any

from benchmarks.findings import Finding
from benchmarks.requests.contestants import (
    HANDWRITTEN,
    MERCURIUS,
    PLANS,
    POSTGRAPHILE,
    POSTGRESQL,
    RESOLVERS,
    SQLITE,
    STRAWBERRY,
)
from benchmarks.requests.figures import Figures, generator_share, ratio, work_out
from benchmarks.requests.measuring import CONNECTIONS, Case, Measured
from benchmarks.requests.questions import Question

# What this service must be in requests a second, times another's: by contestant, database and question.
BOUNDS: dict[tuple[str, str, Question], dict[str, float]] = {
    (PLANS, SQLITE, Question.PAGE): {STRAWBERRY: 30, MERCURIUS: 1.2, HANDWRITTEN: 0.7},
    (PLANS, SQLITE, Question.LIST): {STRAWBERRY: 15, MERCURIUS: 1.1, HANDWRITTEN: 0.7},
    (PLANS, POSTGRESQL, Question.PAGE): {POSTGRAPHILE: 1.2},
    (PLANS, POSTGRESQL, Question.LIST): {POSTGRAPHILE: 1.2},
    (RESOLVERS, SQLITE, Question.LIST): {MERCURIUS: 1 / 8},
}
_HEAD = ("", "req/s", "× Strawberry", "× by hand", "p50 ms", "p99 ms", "CPU ms", "MB", "SQL")
_ROW = "{:<40} {:>8} {:>12} {:>9} {:>8} {:>8} {:>8} {:>6} {:>4}"


def draw_tables(measured: Measured) -> list[str]:
    """A table for each question and concurrency, line by line."""
    figures = work_out(measured)
    # How the interpreter was compiled makes more difference than its version.
    lines = [f"Python {sys.version}"]
    for question in Question:
        for connections in CONNECTIONS:
            plural = "s" if connections > 1 else ""
            lines += ("", f"customer {question}, {connections} connection{plural}", _ROW.format(*_HEAD))
            lines += (_draw(row) for row in figures if (row.question, row.connections) == (question, connections))
    return [*lines, "", *(f"skipped: {name}: {reason}" for name, reason in measured.skipped.items())]


def to_json(measured: Measured) -> dict[str, Any]:
    """The same figures as JSON."""
    return {
        "python": sys.version,
        "figures": [row._asdict() for row in work_out(measured)],
        "generator_share": generator_share(measured),
        "skipped": measured.skipped,
    }


def judge(measured: Measured) -> list[Finding]:
    """Whether each bound is kept, as far as who is needed took part; and that the load was no bottleneck."""
    judged = [
        _judge(measured, case, name, bound)
        for case in measured.samples
        if case.connections == max(CONNECTIONS)
        for name, bound in BOUNDS.get((case.contestant.name, case.contestant.database, case.question), {}).items()
    ]
    share = generator_share(measured)
    return [*filter(None, judged), Finding("load generator", f"{share:.0%} of a core at most", share < 0.9)]


def _judge(measured: Measured, case: Case, name: str, bound: float) -> Finding | None:
    found = ratio(measured, case, name, case.contestant.database)
    if found is None:
        return None
    told = f"{found:.2f} × {name} (at least {bound:g})"
    return Finding(f"customer {case.question}, {case.contestant.title}", told, found >= bound)


def _draw(row: Figures) -> str:
    return _ROW.format(
        row.contestant,
        f"{row.requests_a_second:,.0f}" if row.requests_a_second >= 100 else f"{row.requests_a_second:.1f}",
        "–" if row.times_strawberry is None else f"{row.times_strawberry:.1f}",
        "–" if row.times_handwritten is None else f"{row.times_handwritten:.2f}",
        f"{row.p50_ms:.1f}",
        f"{row.p99_ms:.1f}",
        f"{row.cpu_ms:.2f}",
        f"{row.resident_mb:.0f}",
        "–" if row.statements is None else row.statements,
    )
