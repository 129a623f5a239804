"""Counts answers by kind of request and outcome, with their latency."""

import time
from collections import Counter, defaultdict
from typing import NamedTuple

RIGHT = "right"
UNANSWERED = "unanswered"
WRONG = "wrong"

# Beginning and end of a restart as clients see them reach a little further than the server's own.
MARGIN_SECONDS = 1.0
EXAMPLES = 5


class Outcome(NamedTuple):
    """RIGHT, WRONG, UNANSWERED, or the code of a clear refusal; `detail` says what is wrong."""

    name: str
    detail: str = ""


class Tally:
    """Counts outcomes. No answer at all is right only while the server is restarted."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.examples: list[str] = []
        self.unsent = 0
        self._unanswered: list[tuple[float, float, str]] = []
        self._downtimes: list[tuple[float, float]] = []
        self._begun = time.monotonic()

    def time_of(self, moment: float) -> str:
        """A monotonic time as one of the soak."""
        return f"{moment - self._begun:.0f} s"

    def add(self, kind: str, started: float, outcome: Outcome) -> None:
        """Notes how a request ended that began at this monotonic time."""
        now = time.monotonic()
        self.counts[kind][outcome.name] += 1
        if outcome.name == RIGHT:
            self.seconds[kind].append(now - started)
        elif outcome.name == UNANSWERED:
            span = f"{self.time_of(started)} to {self.time_of(now)}"
            self._unanswered.append((started, now, f"{kind} from {span}: {outcome.detail}"))
        elif outcome.name == WRONG and len(self.examples) < EXAMPLES:
            self.examples.append(f"{kind}: {outcome.detail[:300]}")

    def note_downtime(self, begun: float, ended: float) -> None:
        """Notes that there was no server between these monotonic times."""
        self._downtimes.append((begun - MARGIN_SECONDS, ended + MARGIN_SECONDS))

    def total(self, name: str) -> int:
        """How many requests of all kinds ended with this outcome."""
        return sum(counts[name] for counts in self.counts.values())

    def unexplained(self) -> list[str]:
        """The requests that got no answer although there was a server."""
        return [
            what
            for started, ended, what in self._unanswered
            if not any(started <= up and ended >= down for down, up in self._downtimes)
        ]
