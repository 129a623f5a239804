"""The CPU time of an invoice, beside xhtml2pdf as it comes, fpdf2 and WeasyPrint with the same content.

`python -m benchmarks invoices`, or `python -m benchmarks.invoices`. Each contender runs in a process of its own and
they take turns, so that what else the machine does falls on all alike. Those that are not installed are left out.
"""

import subprocess
import sys
from importlib.util import find_spec
from statistics import median

from benchmarks.findings import Finding, tell
from benchmarks.invoice_contestants import MODULES

STOCK = "xhtml2pdf"
OURS = "ours"
ROUNDS = {5: 15, 500: 3}
# What ours may take at most of the time of xhtml2pdf as it comes, by the number of lines.
BOUNDS = {5: 0.6, 500: 0.1}


def measure_invoices() -> list[Finding]:
    """The median of each contender for each number of lines, and how ours compares."""
    running = {name: _start(name) for name, module in MODULES.items() if find_spec(module)}
    try:
        medians = {lines: _take_turns(running, lines, rounds) for lines, rounds in ROUNDS.items()}
    finally:
        for process in running.values():
            process.communicate()
    return [_judge(name, lines, found) for lines, found in medians.items() for name in found]


def _start(name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.invoice_contestants", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _take_turns(running: "dict[str, subprocess.Popen[str]]", lines: int, rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(rounds):
        for name, process in running.items():
            taken[name].append(_ask(process, lines))
    return {name: median(seconds) for name, seconds in taken.items()}


def _ask(process: "subprocess.Popen[str]", lines: int) -> float:
    assert process.stdin is not None  # noqa: S101 - PIPE was asked for
    assert process.stdout is not None  # noqa: S101 - PIPE was asked for
    print(lines, file=process.stdin, flush=True)
    return float(process.stdout.readline())


def _judge(name: str, lines: int, medians: dict[str, float]) -> Finding:
    ratio = medians[name] / medians[STOCK]
    good = name != OURS or ratio <= BOUNDS[lines]
    return Finding(f"{lines} lines, {name}", f"{medians[name] * 1000:.1f} ms, {ratio:.2f} of {STOCK}'s", good)


if __name__ == "__main__":
    sys.exit(not tell(measure_invoices()))
