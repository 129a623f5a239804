"""What the guards of a request cost, on whatever machine the tests run: only a blunder shows here."""

from benchmarks.guards.measuring import Effort, measure_guards

# Ten times the bound of the benchmark, which wants a machine for itself.
WIDE_BOUND = 1_500


async def test_the_guards_of_a_request_cost_no_more_than_a_wide_margin() -> None:
    findings = await measure_guards(Effort(rounds=5, calls=20), WIDE_BOUND)

    assert [finding.what for finding in findings][-1] == "all guards of a warm request"
    assert all(finding.good for finding in findings), findings
