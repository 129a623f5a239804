"""The benchmark of loading, on few customers."""

import pytest

from benchmarks.loading import LEAST_OBJECTS, LEAST_ROWS, MOST_GROWTH, Load, judge_generated, judge_imported, run_load
from benchmarks.memory import MEBIBYTE

FLAT = Load(objects=1_000, rows=10_000, seconds=1, busy=0.5, peak=100 * MEBIBYTE)


@pytest.mark.one_database
def test_what_a_command_stored_is_counted_with_its_time_and_its_memory(database_url: str) -> None:
    load = run_load(database_url, ["generate", "--customers", "2"])

    assert load.rows > load.objects > 2
    assert min(load.seconds, load.busy) > 0
    assert load.peak > 30 * MEBIBYTE


def test_a_rate_below_the_bound_and_memory_that_grows_are_not_good() -> None:
    fast, slow = FLAT._replace(rows=LEAST_ROWS, objects=LEAST_OBJECTS), FLAT._replace(rows=LEAST_ROWS - 1, objects=0)
    grown = fast._replace(peak=FLAT.peak + MOST_GROWTH + 1)

    for judge in (judge_generated, judge_imported):
        assert [finding.good for finding in judge(FLAT, fast)] == [True, True]
        assert [finding.good for finding in judge(FLAT, slow)] == [False, True]
        assert [finding.good for finding in judge(FLAT, grown)] == [True, False]
