"""Figures from samples: medians over the rounds, ratios within each round, percentiles over all requests."""

from statistics import median
from typing import NamedTuple

from benchmarks.requests.contestants import HANDWRITTEN, SQLITE, STRAWBERRY
from benchmarks.requests.measuring import Case, Measured, Sample
from benchmarks.requests.questions import Question


class Figures(NamedTuple):
    """One line of the table. Ratios are of requests a second; the hand-written route is the same database's."""

    contestant: str
    database: str
    question: Question
    connections: int
    requests_a_second: float
    times_strawberry: float | None
    times_handwritten: float | None
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    resident_mb: float
    statements: int | None


def work_out(measured: Measured) -> list[Figures]:
    """A line for each case, in the order they were asked."""
    return [_figures(measured, case) for case in measured.samples]


def ratio(measured: Measured, case: Case, name: str, database: str) -> float | None:
    """How many times as many requests a second as the contestant of that name; None when that one is not there."""
    others = [
        samples
        for other, samples in measured.samples.items()
        if (other.contestant.name, other.contestant.database) == (name, database)
        and (other.question, other.connections) == (case.question, case.connections)
    ]
    if not others:
        return None
    # Within each round, for the machine may have been slower in another.
    pairs = zip(measured.samples[case], others[0], strict=True)
    return median(mine.observed.rate / its.observed.rate for mine, its in pairs)


def generator_share(measured: Measured) -> float:
    """The part of a core that the load generator used at most, in any burst."""
    observed = [sample.observed for samples in measured.samples.values() for sample in samples]
    return max(each.generator_cpu / each.seconds for each in observed)


def _figures(measured: Measured, case: Case) -> Figures:
    samples = measured.samples[case]
    latencies = sorted(latency for sample in samples for latency in sample.observed.latencies)
    contestant = case.contestant
    return Figures(
        contestant=contestant.title,
        database=contestant.database,
        question=case.question,
        connections=case.connections,
        requests_a_second=median(sample.observed.rate for sample in samples),
        times_strawberry=ratio(measured, case, STRAWBERRY, SQLITE),
        times_handwritten=ratio(measured, case, HANDWRITTEN, contestant.database),
        p50_ms=_percentile(latencies, 0.50) * 1000,
        p99_ms=_percentile(latencies, 0.99) * 1000,
        cpu_ms=_cpu_seconds(samples) / len(latencies) * 1000,
        resident_mb=measured.resident[contestant] / 1e6,
        statements=measured.statements[contestant, case.question],
    )


def _cpu_seconds(samples: list[Sample]) -> float:
    return sum(sample.cpu_seconds for sample in samples)


def _percentile(latencies: list[float], part: float) -> float:
    return latencies[min(len(latencies) - 1, int(len(latencies) * part))]
