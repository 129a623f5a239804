"""Counts the objects that are stored, and tells of them."""

from intake.progress import Progress, Step


class Counter:
    """Tells of the objects that are stored, part after part."""

    def __init__(self, progress: Progress, label: str) -> None:
        self._progress = progress
        self._label = label
        self._objects = 0
        self._expected = self._stored = 0
        self._before: float = 0
        self._after: float | None = 0

    def expect(self, objects: int, done: float | None) -> None:
        """So many objects come next: with them `done` of the whole is stored."""
        self._before, self._after = self._after or 0, done
        self._expected, self._stored = objects, 0

    def advance(self, objects: int) -> None:
        """So many more are stored."""
        self._objects += objects
        self._stored += objects
        part = None
        if self._after is not None:
            part = self._before + (self._after - self._before) * self._stored / self._expected
        self._progress(Step(self._label, part, self._objects))
