"""Counts the SQL statements of one piece of work, exactly, whatever else runs at the same time."""

from contextvars import ContextVar


class StatementCount:
    """Counts for the task that began it and for all that this task starts: they inherit its context."""

    __slots__ = ("total",)

    def __init__(self) -> None:
        self.total = 0


_CURRENT: ContextVar[StatementCount | None] = ContextVar("statement_count", default=None)


def begin_statement_count() -> StatementCount:
    """Starts a count at zero, in place of the current one."""
    count = StatementCount()
    _CURRENT.set(count)
    return count


def count_statement(_sql: str) -> None:
    """An observer for `Database.observers`; statements outside of counted work are ignored."""
    count = _CURRENT.get()
    if count is not None:
        count.total += 1


def count_statements(number: int) -> None:
    """Adds statements that ran for this work elsewhere, perhaps in another process."""
    count = _CURRENT.get()
    if count is not None:
        count.total += number
