"""A whole copy of a SQLite file as it is at one moment, made while others read and write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.dialect import Advance, CopyFailed

# Four megabytes: between two portions the caller hears of them.
PAGES_AT_ONCE = 1_024


def copy_whole(source: Path, target: Path, advance: Advance) -> None:
    """Copies to a new file and reads all of that; raises CopyFailed where something in it does not fit together."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as original,
        closing(sqlite3.connect(target)) as made,
    ):
        # The transaction holds the moment: without it each change meanwhile would make the copy begin anew.
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        original.backup(
            made, pages=PAGES_AT_ONCE, progress=lambda _, remaining, total: advance(total - remaining, total)
        )
        [found] = made.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise CopyFailed(f"The database is damaged: {found.splitlines()[0]}")
