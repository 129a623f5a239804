"""What must hold after a soak, as findings."""

from collections import defaultdict
from statistics import median, quantiles

from sqlmodel import col, select

from benchmarks.findings import Finding
from benchmarks.memory import MEBIBYTE
from benchmarks.soak.changes import Changes
from benchmarks.soak.data import SoakData
from benchmarks.soak.parameters import WARM_UP_SECONDS, Parameters
from benchmarks.soak.server import Memory
from benchmarks.soak.tally import RIGHT, UNANSWERED, WRONG, Tally
from models.billing.event import Event
from storage.database import Database

MAX_GROWTH = 0.10
# How much of the time after warming up is compared with as much of the end.
COMPARED = 0.2
LONGEST = 400


def judge_answers(tally: Tally) -> list[Finding]:
    """Each kind's counts and latencies, and whether any answer was wrong or missing."""
    findings = [_tell_kind(tally, kind) for kind in sorted(tally.counts)]
    answered = sum(sum(counts.values()) for counts in tally.counts.values()) - tally.total(UNANSWERED)
    unexplained = tally.unexplained()
    return [
        *findings,
        Finding("answers", f"{answered} given, {tally.total(RIGHT)} right; {tally.unsent} not sent: too many waited"),
        Finding("wrong answers", _told(tally.total(WRONG), tally.examples), not tally.total(WRONG)),
        Finding("no answer though it served", _told(len(unexplained), unexplained), not unexplained),
        Finding("no answer while it was restarted", str(tally.total(UNANSWERED) - len(unexplained))),
    ]


def judge_memory(samples: list[Memory], parameters: Parameters, restarted: float) -> list[Finding]:
    """Whether the process that came up last has the memory at the end that it had after warming up."""
    after = [
        sample for sample in samples if sample.at > restarted + (WARM_UP_SECONDS if parameters.judges_memory else 0)
    ]
    return [
        _judge_growth("memory of the server", [sample.server for sample in after], parameters),
        _judge_growth("memory of its PDF workers", [sample.workers for sample in after], parameters),
        _judge_growth(
            "memory of its process for large queries", [each.large for each in after if each.large], parameters
        ),
    ]


def judge_log(errors: list[str]) -> Finding:
    """Whether the server logged nothing but what is expected."""
    return Finding("errors nobody expected in the log", _told(len(errors), errors), not errors)


async def judge_events(database: Database, data: SoakData, changes: Changes) -> list[Finding]:
    """Whether the events that are stored are those that clients were told of, each once and in order."""
    stored = await read_events(database, data)
    subjects = sorted(changes.told.keys() | changes.unfinished.keys() | stored.keys())
    differing = [each for each in subjects if stored[each] not in _possible_events(changes, each)]
    count = sum(map(len, stored.values()))
    return [
        Finding(
            "events lost, doubled or out of order", f"{_told(len(differing), differing)} of {count}", not differing
        ),
        Finding(
            "changes never answered", _told(len(changes.unfinished), list(changes.unfinished)), not changes.unfinished
        ),
    ]


async def read_events(database: Database, data: SoakData) -> defaultdict[str, list[str]]:
    """The types of each subscription's events since the soak began, in their order."""
    stored: defaultdict[str, list[str]] = defaultdict(list)
    async with database.sessions() as session:
        mine = select(Event.subject_id, Event.type).where(
            col(Event.project_id) == data.project_id, col(Event.created_at) > data.begun
        )
        for subject, event_type in await session.exec(mine.order_by(col(Event.created_at), col(Event.id))):
            stored[subject].append(event_type)
    return stored


def _possible_events(changes: Changes, subject: str) -> list[list[str]]:
    told = changes.told.get(subject, [])
    return [told, [*told, changes.unfinished[subject]]] if subject in changes.unfinished else [told]


def _tell_kind(tally: Tally, kind: str) -> Finding:
    counts, seconds = tally.counts[kind], tally.seconds[kind]
    told = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    if len(seconds) < 2:
        return Finding(kind, told, bool(seconds))
    cuts = quantiles(seconds, n=1000)
    p50, p95, p99 = (1000 * cuts[place] for place in (499, 949, 989))
    return Finding(kind, f"{told}; p50 {p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f}")


def _judge_growth(what: str, sizes: list[int], parameters: Parameters) -> Finding:
    if len(sizes) < 5:
        return Finding(what, "too few samples", not parameters.judges_memory)
    part = max(1, int(len(sizes) * COMPARED))
    early, late = median(sizes[:part]), median(sizes[-part:])
    growth = late / early - 1
    told = f"{early / MEBIBYTE:.0f} → {late / MEBIBYTE:.0f} MiB, {growth:+.1%}"
    if not parameters.judges_memory:
        return Finding(what, f"{told} (too short to judge)")
    return Finding(what, f"{told}, at most {MAX_GROWTH:+.0%}", growth <= MAX_GROWTH)


def _told(count: int, examples: list[str]) -> str:
    return f"{count}: {'; '.join(example[:LONGEST] for example in examples[:3])}" if examples else str(count)
