"""How long what failed waits until it is tried again."""

from models.values.instant import HOUR, SECOND

FIRST_PAUSE = 60 * SECOND
LONGEST_PAUSE = HOUR


def pause_after(failures: int) -> int:
    """Microseconds after so many failures in a row: each doubles the pause, up to the longest one."""
    # Bounded before it is doubled: there may be any number of failures.
    return min(FIRST_PAUSE << min(failures - 1, 10), LONGEST_PAUSE)
