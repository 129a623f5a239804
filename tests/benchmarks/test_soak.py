"""The short form of the soak: all that happens in it once, at a rate that any machine carries."""

import pytest

from benchmarks.database import sqlite_url
from benchmarks.soak.parameters import Parameters
from benchmarks.soak.running import run_soak


@pytest.mark.timeout(400)
async def test_under_faults_no_answer_is_wrong_and_no_event_lost_or_doubled() -> None:
    with sqlite_url() as url:
        findings = await run_soak(Parameters(seconds=16, rate=15, customers=40), url)

    assert [finding for finding in findings if not finding.good] == []
    assert {"faults", "change", "page", "pdf", "wrong answers", "restored backup"} <= {each.what for each in findings}
    [faults] = [finding.found for finding in findings if finding.what == "faults"]
    assert all(what in faults for what in ("backup", "secrets rotated", "rolling upgrade"))
