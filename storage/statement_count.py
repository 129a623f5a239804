"""How many SQL statements a piece of work ran, exactly, whatever runs beside it."""

from contextvars import ContextVar


class StatementCount:
    """Counts for the task that began it and for all that this task starts: they inherit its context."""

    __slots__ = ("total",)

    def __init__(self) -> None:
        self.total = 0


_CURRENT: ContextVar[StatementCount | None] = ContextVar("statement_count", default=None)


def begin_statement_count() -> StatementCount:
    """A count that starts at zero and takes the place of the one before."""
    count = StatementCount()
    _CURRENT.set(count)
    return count


def count_statement(_sql: str) -> None:
    """An observer for `Database.observers`; a statement that belongs to no counted work is nobody's."""
    count = _CURRENT.get()
    if count is not None:
        count.total += 1


def count_statements(number: int) -> None:
    """So many statements ran for this work, perhaps in another process."""
    count = _CURRENT.get()
    if count is not None:
        count.total += number
