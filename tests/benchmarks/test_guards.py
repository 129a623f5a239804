"""What the guards of a request cost, on whatever machine the tests run: only a blunder shows here."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from benchmarks.guards.measuring import Effort, measure_guards

# Ten times the bound of the benchmark, which wants a machine for itself.
WIDE_BOUND = 1_500


@pytest.fixture
def restored_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_the_guards_of_a_request_cost_no_more_than_a_wide_margin(restored_logs: None) -> None:
    findings = await measure_guards(Effort(rounds=5, calls=20), WIDE_BOUND)

    assert findings[-1].what == "all guards of a warm request"
    assert all(finding.good for finding in findings), findings
