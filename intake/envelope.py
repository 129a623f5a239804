"""What an arriving value holds: Stripe objects, bare, in an event, in a list."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from intake.refused import Refused
from intake.shapes.fields import Fields
from intake.shapes.translated import Ignored
from intake.shapes.translations import TRANSLATIONS
from models.values.instant import Instant

# Its object is the canceled subscription, which stays; of anything else nothing stays.
_CANCELED = "customer.subscription.deleted"


class Envelope(NamedTuple):
    """One object, its type and mode, and the time of the event it came in."""

    type: str
    fields: Fields
    live_mode: bool
    event_at: Instant | None


def list_objects(value: Any) -> Iterator[Any]:
    """A value, or the values of an array or of a Stripe list."""
    if isinstance(value, dict) and value.get("object") == "list":
        value = value.get("data")
    if isinstance(value, list):
        yield from value
    else:
        yield value


def open_envelope(value: Any, live_mode: bool | None) -> Envelope:
    """The object in the value, its mode overruled by `live_mode`; Refused, or Ignored when it is none to keep."""
    if not isinstance(value, dict):
        raise Refused("is not an object")
    fields = Fields(value)
    if _is_event(fields):
        return _open_event(fields, live_mode)
    object_type = fields.need(fields.identifier, "object")
    _check_type(fields, object_type)
    return Envelope(object_type, fields, _read_mode(fields, live_mode), None)


def _is_event(fields: Fields) -> bool:
    """Stripe's says so; Calmony's is known by its data."""
    if fields.has("object"):
        return bool(fields.source["object"] == "event")
    data = fields.expanded("data")
    return data is not None and data.expanded("object") is not None


def _open_event(event: Fields, live_mode: bool | None) -> Envelope:
    data = event.need(event.child, "data")
    fields = data.need(data.child, "object")
    object_type = fields.need(fields.identifier, "object")
    event_type = event.text("type") or ""
    if event_type.endswith(".deleted") and event_type != _CANCELED:
        raise Ignored(f"{object_type} (deleted)")
    _check_type(fields, object_type)
    return Envelope(
        object_type,
        fields,
        _read_mode(event if event.has("livemode") else fields, live_mode),
        event.need(event.moment, "created"),
    )


def _check_type(fields: Fields, object_type: str) -> None:
    if object_type not in TRANSLATIONS:
        raise Ignored(object_type)
    if fields.flag("deleted"):
        raise Ignored(f"{object_type} (deleted)")


def _read_mode(fields: Fields, live_mode: bool | None) -> bool:
    return fields.need(fields.flag, "livemode") if live_mode is None else live_mode
