"""Times that only events have, because the object itself does not hold them."""

from intake.envelope import Envelope
from intake.shapes.translated import Row

_PAUSE = "pause_collection"


def read_event_times(envelope: Envelope) -> Row:
    """Moments by column: of closing a dispute, and of pausing a subscription's collection or going on with it."""
    event = envelope.event
    if event is None:
        return {}
    if event.type == "charge.dispute.closed":
        return {"closed_at": event.at}
    data = event.source.get("data")
    before = data.get("previous_attributes") if isinstance(data, dict) else None
    if envelope.type == "subscription" and isinstance(before, dict) and _PAUSE in before:
        is_paused = envelope.fields.has(_PAUSE)
        if is_paused is (before[_PAUSE] is None):
            return {"paused_at" if is_paused else "unpaused_at": event.at}
    return {}
