"""Where the service stands beside its peers, on whatever machine the tests run: wide margins, only a blunder shows."""

import logging
import tempfile
from collections.abc import Iterator

import pytest
import structlog

from app.logs.configuration import configure_logs
from app.settings import Settings
from benchmarks.database import sqlite_url
from benchmarks.requests.contestants import HANDWRITTEN, PLANS, RESOLVERS, STRAWBERRY, list_contestants
from benchmarks.requests.figures import work_out
from benchmarks.requests.in_process import compare_cpu
from benchmarks.requests.measuring import Effort, measure
from benchmarks.requests.questions import Question
from benchmarks.requests.seeding import seed
from models.values.instant import system_clock

# How many times less CPU than idiomatic Strawberry, and what part of the hand-written route's speed, at least.
TIMES_STRAWBERRY = {
    (RESOLVERS, Question.PAGE): 1,
    (RESOLVERS, Question.LIST): 0.25,
    (PLANS, Question.PAGE): 10,
    (PLANS, Question.LIST): 5,
}
PART_OF_HANDWRITTEN = {(PLANS, Question.PAGE): 0.3, (PLANS, Question.LIST): 0.3}


@pytest.fixture
def discarded_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with tempfile.TemporaryFile("w") as log:
        configure_logs(Settings(log_format="json"), log)
        yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("question", Question)
async def test_in_cpu_time_the_service_stays_ahead_of_idiomatic_strawberry(
    question: Question, discarded_logs: None
) -> None:
    with sqlite_url() as url:
        seeded = await seed(url, system_clock(), customers=120)
        parts = await compare_cpu(seeded, question, rounds=3, calls=2)

    assert parts.keys() == {PLANS, RESOLVERS, STRAWBERRY, HANDWRITTEN}
    for name in (PLANS, RESOLVERS):
        assert 1 / parts[name] >= TIMES_STRAWBERRY[name, question], parts
        assert parts[HANDWRITTEN] / parts[name] >= PART_OF_HANDWRITTEN.get((name, question), 0), parts


def test_over_http_every_answer_is_counted_and_equal() -> None:
    contestants = [each for each in list_contestants() if each.title in (PLANS, HANDWRITTEN)]

    figures = work_out(measure(contestants, Effort(rounds=1, seconds=0.1, warm_up=0.1)))

    assert len(figures) == len(contestants) * len(Question) * 2
    assert all(row.requests_a_second > 0 and row.p50_ms <= row.p99_ms for row in figures)
    assert {row.statements for row in figures if row.contestant == PLANS} == {4, 5}
