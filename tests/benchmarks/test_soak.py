"""The short form of the soak: every fault once, at a rate that any machine carries."""

import pytest

from benchmarks.database import sqlite_url
from benchmarks.soak.plan import Plan
from benchmarks.soak.running import run_soak


@pytest.mark.timeout(400)
async def test_under_faults_no_answer_is_wrong_and_no_event_lost_or_doubled() -> None:
    with sqlite_url() as url:
        findings = await run_soak(Plan(seconds=12, rate=20, customers=40), url)

    assert [finding for finding in findings if not finding.good] == []
    assert {"faults", "change", "page", "pdf", "wrong answers"} <= {finding.what for finding in findings}
