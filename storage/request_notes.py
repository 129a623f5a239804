"""What is noted of the request in hand: its log lines carry it, its metrics and its trace are told by it."""

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})
# One dictionary a request, and not structlog's variable for each name: all are read at once, several times.
_CURRENT: ContextVar[dict[str, Any] | None] = ContextVar("request_notes", default=None)


def begin_notes(**notes: Any) -> Mapping[str, Any]:
    """Notes that take the place of those before; all that the request's tasks note from now on is among them."""
    _CURRENT.set(notes)
    return notes


def note(**notes: Any) -> None:
    """Adds to the request's notes; what belongs to no request is nobody's."""
    current = _CURRENT.get()
    if current is not None:
        current.update(notes)


def noted() -> Mapping[str, Any]:
    """What is noted so far."""
    return _CURRENT.get() or _NOTHING
