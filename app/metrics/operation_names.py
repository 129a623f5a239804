"""Operation names as labels: clients invent them, and each one costs memory for ever."""

from app.logs.redaction import redact

ANONYMOUS = "anonymous"
OTHER = "other"


class OperationNames:
    """Keeps the first `limit` names it meets apart; later ones, and what looks like a key, are "other"."""

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def label(self, name: str | None) -> str:
        """The label of an operation's name."""
        if name is None:
            return ANONYMOUS
        if name in self._known:
            return name
        if len(self._known) >= self._limit or redact(name) != name:
            return OTHER
        self._known.add(name)
        return name
