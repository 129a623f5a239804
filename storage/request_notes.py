"""Notes about the current request, for its log lines, metrics and trace."""

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})
# One dictionary a request, and not structlog's variable for each name: all are read at once, several times.
_CURRENT: ContextVar[dict[str, Any] | None] = ContextVar("request_notes", default=None)


def begin_notes(**notes: Any) -> Mapping[str, Any]:
    """Starts new notes; all tasks of this request add to them."""
    _CURRENT.set(notes)
    return notes


def note(**notes: Any) -> None:
    """Adds to the notes of the current request; does nothing outside of one."""
    current = _CURRENT.get()
    if current is not None:
        current.update(notes)


def noted() -> Mapping[str, Any]:
    """What is noted so far."""
    return _CURRENT.get() or _NOTHING
