"""The measurement: everything seeded, started, compared, warmed up, and then asked in interleaved rounds."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import typer

from benchmarks.database import postgres_url, sqlite_url
from benchmarks.requests.contestants import POSTGRESQL, SQLITE, Contestant
from benchmarks.requests.equality import Answers, NotAnswered, gather_answers
from benchmarks.requests.load import BadAnswer, Burst, Generator, Observed, generating
from benchmarks.requests.questions import Question
from benchmarks.requests.readiness import why_not
from benchmarks.requests.running import RunningServer, ServerDied, free_port
from benchmarks.requests.seeding import Seeded, seed
from models.values.instant import system_clock

CONNECTIONS = (1, 16)


class Effort(NamedTuple):
    """How often each is asked, and for how long each time."""

    rounds: int = 7
    seconds: float = 0.9
    warm_up: float = 0.6


class Case(NamedTuple):
    """One thing that is timed."""

    contestant: Contestant
    question: Question
    connections: int


class Sample(NamedTuple):
    """One round of it, and the CPU that the server used meanwhile."""

    observed: Observed
    cpu_seconds: float


class Measured(NamedTuple):
    """All rounds of every case, and what else is known of those who took part."""

    samples: dict[Case, list[Sample]]
    statements: dict[tuple[Contestant, Question], int | None]
    resident: dict[Contestant, int]
    skipped: dict[str, str]


class _Entrant(NamedTuple):
    contestant: Contestant
    server: RunningServer
    answers: Answers


class Refused(Exception):
    """The figures would mean nothing: says why."""


def measure(contestants: Sequence[Contestant], effort: Effort) -> Measured:
    """Measures those that can run here; raises Refused when a server died or an answer was wrong."""
    reasons = {contestant: why_not(contestant) for contestant in contestants}
    skipped = {contestant.title: reason for contestant, reason in reasons.items() if reason}
    ready = [contestant for contestant, reason in reasons.items() if reason is None]
    try:
        with _seeded({contestant.database for contestant in ready}) as databases, _started(ready, databases) as servers:
            entrants, unequal = _compare(servers, databases)
            with generating() as generator:
                samples = _measure_rounds(generator, entrants, effort)
            statements = {
                (entrant.contestant, question): count
                for entrant in entrants
                for question, count in entrant.answers.statements.items()
            }
            resident = {entrant.contestant: entrant.server.resident_bytes() for entrant in entrants}
            return Measured(samples, statements, resident, skipped | unequal)
    except ServerDied as error:
        raise Refused(str(error)) from error


@contextmanager
def _seeded(kinds: set[str]) -> Iterator[dict[str, Seeded]]:
    now = system_clock()
    opened = {SQLITE: sqlite_url, POSTGRESQL: postgres_url}
    with ExitStack() as stack:
        _say("seeding")
        yield {kind: asyncio.run(seed(stack.enter_context(opened[kind]()), now)) for kind in sorted(kinds)}


@contextmanager
def _started(
    contestants: Sequence[Contestant], databases: dict[str, Seeded]
) -> Iterator[dict[Contestant, RunningServer]]:
    servers: dict[Contestant, RunningServer] = {}
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="calmony-bench-")))
        _say("starting servers")
        for contestant in contestants:
            port = free_port()
            launch = contestant.launch(databases[contestant.database], port)
            server = RunningServer(contestant.title, port, launch, logs / str(port))
            stack.callback(server.stop)
            server.wait()
            servers[contestant] = server
        yield servers


def _compare(
    servers: dict[Contestant, RunningServer], databases: dict[str, Seeded]
) -> tuple[list[_Entrant], dict[str, str]]:
    """Those whose answers are the first one's, and why each other is not among them."""
    entrants: list[_Entrant] = []
    unequal: dict[str, str] = {}
    for contestant, server in servers.items():
        seeded = databases[contestant.database]
        try:
            answers = gather_answers(server, contestant.word(seeded), seeded.key)
        except (NotAnswered, OSError) as error:
            server.check_alive()
            unequal[contestant.title] = f"refused: {error}"
            continue
        if entrants and answers.hashes != entrants[0].answers.hashes:
            unequal[contestant.title] = f"refused: its answers differ from those of {entrants[0].contestant.title}"
        else:
            entrants.append(_Entrant(contestant, server, answers))
    return entrants, unequal


def _measure_rounds(generator: Generator, entrants: list[_Entrant], effort: Effort) -> dict[Case, list[Sample]]:
    for entrant in entrants:
        for question in Question:
            _ask(generator, entrant, question, max(CONNECTIONS), effort.warm_up)
    samples: dict[Case, list[Sample]] = {}
    for number in range(effort.rounds):
        _say(f"round {number + 1} of {effort.rounds}")
        for question in Question:
            for connections in CONNECTIONS:
                for entrant in entrants:
                    case = Case(entrant.contestant, question, connections)
                    sample = _ask(generator, entrant, question, connections, effort.seconds)
                    samples.setdefault(case, []).append(sample)
    return samples


def _ask(generator: Generator, entrant: _Entrant, question: Question, connections: int, seconds: float) -> Sample:
    server, answers = entrant.server, entrant.answers
    burst = Burst(server.port, answers.requests[question], answers.bodies[question], connections, seconds)
    before = server.cpu_seconds()
    try:
        observed = generator.run(burst)
    except BadAnswer as error:
        server.check_alive()
        raise Refused(f"{server.name} gave a wrong answer under load: {error}") from error
    server.check_alive()
    return Sample(observed, server.cpu_seconds() - before)


def _say(what: str) -> None:
    typer.echo(f"{what} …", err=True)
