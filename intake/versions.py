"""Of several versions of one object, the one that counts."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Versions:
    """Where the version of each id lies that counts so far, and the time of the newest event of each id.

    The last one counts, but an event never replaces the version of a newer event.
    """

    offsets: dict[str, int] = field(default_factory=dict)
    event_times: dict[str, int] = field(default_factory=dict)

    def supersede(self, identifier: str, offset: int, event_at: int | None) -> None:
        """A version that comes after all those before."""
        if event_at is not None:
            if event_at < self.event_times.get(identifier, event_at):
                return
            self.event_times[identifier] = event_at
        self.offsets[identifier] = offset
