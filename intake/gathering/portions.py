"""An input in portions, each of which is read by itself, here or in another process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from intake.files.arrival import Arrival
from intake.gathering.collector import Collector, Refusals, Terms
from intake.gathering.entries import Entries
from intake.gathering.runs import Run, sort_run
from intake.report import ImportReport, Stopped


class Portion(Protocol):
    """A part of an input that can be sent to another process. With it `done` of the whole is read, None if unknown."""

    @property
    def done(self) -> float | None: ...

    def read(self) -> Iterator[Arrival]:
        """What it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """What a portion holds. A strict import has `report.problems` where it stopped."""

    run: Run
    refusals: Refusals
    report: ImportReport
    done: float | None


@dataclass(frozen=True, slots=True)
class Remainder:
    """What `keep` leaves of the entries of a portion."""

    portion: Portion
    keep: Callable[[Entries], Entries]

    @property
    def done(self) -> float | None:
        """As of the portion."""
        return self.portion.done

    def read(self) -> Iterator[Arrival]:
        """All that the portion holds: what is kept of it is known when it is translated."""
        return self.portion.read()


def translate(portion: Portion, terms: Terms) -> Collector:
    """Reads and translates a portion."""
    collector = Collector(terms)
    try:
        for arrival in portion.read():
            collector.add(arrival)
    except Stopped:
        pass
    if isinstance(portion, Remainder):
        collector.entries = portion.keep(collector.entries)
    return collector


def collect(portion: Portion, terms: Terms) -> Collected:
    """Reads, translates and sorts a portion."""
    collector = translate(portion, terms)
    return Collected(sort_run(collector.entries), collector.refusals, collector.report, portion.done)
