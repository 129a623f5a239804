"""Whether files hold events that are later than what else they hold, by their bytes alone."""

import re
from collections.abc import Iterable
from pathlib import Path

from models.values.instant import SECOND, Instant

_EVENT = b'"event"'
_CREATED = re.compile(rb'"created"\s*:\s*([0-9]{1,15})')
_GZIP = b"\x1f\x8b"


def may_hold_late_events(files: Iterable[Path], as_of: Instant | None) -> bool:
    """Whether an event may be later than any of the files was fetched, which was `as_of` or when it was modified.

    A line that says "event" tells when, or may be of a late one; and so may what can't be read here.
    """
    files = list(files)
    try:
        if not all(path.is_file() for path in files):
            return True
        fetched_at = min((path.stat().st_mtime_ns // 1000 for path in files), default=0) if as_of is None else as_of
        return any(_may_hold_late_events(path, fetched_at // SECOND) for path in files)
    except OSError:
        return True


def _may_hold_late_events(path: Path, fetched_at: int) -> bool:
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            if number == 0 and line.startswith(_GZIP):
                return True
            if _EVENT in line:
                moments = _CREATED.findall(line)
                if not moments or max(map(int, moments)) > fetched_at:
                    return True
    return False
