"""From an arriving value to Stripe's objects: it may be an object, an event or a list."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from intake.kinds import TRANSLATIONS
from intake.refused import Refused
from intake.shapes.fields import Fields
from intake.shapes.translated import Ignored
from models.values.instant import Instant

# Despite its name nothing was deleted: its object is the canceled subscription.
_CANCELED = "customer.subscription.deleted"
_LISTS = ("list", "search_result")


class Event(NamedTuple):
    """The event that an object came in: its moment, and itself as it came."""

    id: str
    type: str
    at: Instant
    source: dict[str, Any]


class Envelope(NamedTuple):
    """One object, its type and mode, and the event it came in; `is_deleted` if it no longer exists."""

    type: str
    fields: Fields
    live_mode: bool
    event: Event | None
    is_deleted: bool = False

    def at(self, fetched_at: Instant) -> Instant:
        """When the object was like this: at the moment of its event, or when it was fetched."""
        return fetched_at if self.event is None else self.event.at


def list_objects(value: Any) -> Iterator[Any]:
    """A value, or the values of an array or of a Stripe list, and of those within it."""
    if isinstance(value, dict) and value.get("object") in _LISTS:
        value = value.get("data")
    if isinstance(value, list):
        for element in value:
            yield from list_objects(element)
    else:
        yield value


def is_first_page(value: Any) -> bool:
    """Whether the value is a list that says that there is more than it holds, or has such a list in it."""
    if isinstance(value, list):
        return any(map(is_first_page, value))
    return isinstance(value, dict) and value.get("object") in _LISTS and value.get("has_more") is True


def open_envelope(value: Any, live_mode: bool | None) -> Envelope:
    """The object, in the mode `live_mode` if given. Raises Refused, or Ignored for what is not stored."""
    if not isinstance(value, dict):
        raise Refused("is not an object")
    fields = Fields(value)
    if _is_event(fields):
        return _open_event(fields, live_mode)
    object_type = fields.need(fields.identifier, "object")
    _check_type(fields, object_type)
    is_deleted = fields.flag("deleted") is True
    if is_deleted and live_mode is None and not fields.has("livemode"):
        raise Ignored(f"{object_type} (deleted, of a mode that is not known)")
    return Envelope(object_type, fields, _read_mode(fields, live_mode), None, is_deleted)


def _is_event(fields: Fields) -> bool:
    """Whether it is an event: Stripe's says so, Calmony's is recognised by its data."""
    if fields.has("object"):
        return bool(fields.source["object"] == "event")
    data = fields.expanded("data")
    return data is not None and data.expanded("object") is not None


def _open_event(event: Fields, live_mode: bool | None) -> Envelope:
    data = event.need(event.child, "data")
    fields = data.need(data.child, "object")
    object_type = fields.need(fields.identifier, "object")
    event_type = event.text("type") or ""
    _check_type(fields, object_type)
    if event_type == "invoice.upcoming":
        raise Ignored("invoice (preview)")
    return Envelope(
        object_type,
        fields,
        _read_mode(event if event.has("livemode") else fields, live_mode),
        Event(event.identifier("id") or "", event_type, event.need(event.moment, "created"), event.source),
        (event_type.endswith(".deleted") and event_type != _CANCELED) or fields.flag("deleted") is True,
    )


def _check_type(fields: Fields, object_type: str) -> None:
    if object_type not in TRANSLATIONS:
        raise Ignored(object_type)
    if object_type == "invoice" and _is_preview(fields.source.get("id")):
        raise Ignored("invoice (preview)")


def _is_preview(identifier: object) -> bool:
    """Whether it previews the next invoice: it has no id, or since 2025 one that says so."""
    return identifier is None or (isinstance(identifier, str) and identifier.startswith("upcoming_"))


def _read_mode(fields: Fields, live_mode: bool | None) -> bool:
    return fields.need(fields.flag, "livemode") if live_mode is None else live_mode
