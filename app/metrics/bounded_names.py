"""Names that clients invent as labels: each one costs memory for ever."""

from app.logs.redaction import redact

ANONYMOUS = "anonymous"
OTHER = "other"


class BoundedNames:
    """Keeps the first `limit` names it meets apart; later ones, and what looks like a key, are "other"."""

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def label(self, name: str | None) -> str:
        """The label of a name."""
        if name is None:
            return ANONYMOUS
        if name in self._known:
            return name
        if len(self._known) >= self._limit or redact(name) != name:
            return OTHER
        self._known.add(name)
        return name
