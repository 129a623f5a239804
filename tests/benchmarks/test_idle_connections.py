"""The short form of idle connections: all are closed and take no memory, whatever else the machine does."""

from benchmarks.database import sqlite_url
from benchmarks.idle_connections.running import IdleConnections, measure_idle_connections


async def test_idle_connections_are_closed() -> None:
    with sqlite_url() as url:
        findings = await measure_idle_connections(
            IdleConnections(silent=300, slow=20, quiet_seconds=1, head_seconds=1), url
        )

    # How long a page takes is for a machine with nothing else to do.
    assert [each for each in findings if not each.good and each.what != "p99 of a page"] == []
    assert [each.found for each in findings if each.what == "closed by the server"] == ["320 of 320"]
