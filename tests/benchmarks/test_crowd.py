"""The short form of the crowd: whatever the machine does beside, all of it is closed and takes no memory."""

from benchmarks.crowd.running import Crowd, measure_crowd
from benchmarks.database import sqlite_url


async def test_a_crowd_that_wants_nothing_is_shown_out() -> None:
    with sqlite_url() as url:
        findings = await measure_crowd(Crowd(silent=300, slow=20, quiet_seconds=1, head_seconds=1), url)

    # How long a page takes is for a machine with nothing else to do.
    assert [each for each in findings if not each.good and each.what != "p99 of a page"] == []
    assert [each.found for each in findings if each.what == "closed by the server"] == ["320 of 320"]
