"""Translates what arrives, and collects each version of each object that may count."""

from typing import Any, NamedTuple

from intake.envelope import Envelope, is_first_page, list_objects, open_envelope
from intake.event_times import read_event_times
from intake.files.arrival import Arrival
from intake.gathering.entries import Entries, Entry, Scope, list_deletion, list_version
from intake.kinds import KIND, TRANSLATIONS, kind_of
from intake.record import finish_version
from intake.refused import Refused
from intake.report import ImportReport, Place
from intake.seen_values import SEEN, see
from intake.shapes.neighbours import OF_ACCOUNT
from intake.shapes.translated import Ignored, Translated
from models.values.instant import SECOND, Instant

# Kinds of few objects, which are expanded in many others.
_OFTEN_EXPANDED = frozenset({"price", "plan", "product", "coupon", "tax_rate"})

# The fields that are left of a deleted object.
_OF_DELETED = frozenset({"id", "object", "deleted", "livemode"})

_MORE = "is a list that says there is more than it holds: what is not in it is not imported"
_INCOMPLETE = {
    "items_complete": "has more items than the file holds: what it will be charged is not known",
    "lines_complete": "has more lines than the file holds",
}

# Why an object was not taken, by its kind, mode and id.
Refusals = dict[tuple[str, bool, str], str]


class Terms(NamedTuple):
    """How an import reads its input: `as_of` is when objects outside events were fetched, where nothing tells it."""

    live_mode: bool | None
    as_of: Instant
    strict: bool


class Collector:
    """What a part of an input holds: `entries` by kind and mode, in the order in which they came."""

    def __init__(self, terms: Terms) -> None:
        self.entries: Entries = {}
        self.refusals: Refusals = {}
        self.report = ImportReport(terms.strict)
        self._terms = terms
        self._expanded: dict[tuple[str, bool, str], tuple[int, str | None, dict[str, Any]]] = {}

    def add(self, arrival: Arrival) -> None:
        """Translates one arrival; its problems go into the report. Raises Stopped when the import is strict."""
        if arrival.problem is not None:
            self.report.refuse(arrival.place, arrival.problem)
            return
        if arrival.is_first_page or is_first_page(arrival.value):
            self.report.note(arrival.place, _MORE)
        fetched_at = self._terms.as_of if arrival.as_of is None else arrival.as_of
        for value in list_objects(arrival.value):
            self._add_object(arrival.place, value, Instant(fetched_at // SECOND * SECOND))

    def _add_object(self, place: Place, value: Any, fetched_at: Instant) -> None:
        try:
            envelope = open_envelope(value, self._terms.live_mode)
        except Refused as refused:
            self.report.refuse(place, refused.reason)
        except Ignored as ignored:
            self.report.ignored[ignored.label] += 1
        else:
            self._add_envelope(place, envelope, fetched_at)

    def _add_envelope(self, place: Place, envelope: Envelope, fetched_at: Instant) -> None:
        if _is_only_deleted(envelope) and self._note_deletion(place, envelope, fetched_at):
            return
        try:
            translated = TRANSLATIONS[envelope.type](envelope.fields)
        except Ignored as ignored:
            self.report.ignored[ignored.label] += 1
            self._note_refusal(envelope, f"is ignored: {ignored.label}")
        except Refused as refused:
            if envelope.is_deleted and self._note_deletion(place, envelope, fetched_at):
                return
            self._note_refusal(envelope, f"was refused in line {place.line} of {place.file}")
            self.report.refuse(place, refused.reason)
        else:
            self._keep(place, envelope, translated, fetched_at, is_own=True)
            self._add_expanded(place, envelope, translated, fetched_at, is_own=True)
            for column, note in _INCOMPLETE.items():
                if translated.row.get(column) is False:
                    self.report.note(place, note)
            if translated.row.get("customer_id", "") is None and envelope.fields.has("customer_account"):
                self.report.note(place, f"customer_account {OF_ACCOUNT}")

    def _add_expanded(
        self, place: Place, envelope: Envelope, translated: Translated, fetched_at: Instant, *, is_own: bool
    ) -> None:
        """Keeps the expanded objects as versions of the same time as the object that contains them.

        A charge without a payment intent holds its payment, which has come by itself if the charge has.
        """
        for object_type, fields in translated.expanded:
            is_itself = is_own and object_type == "payment_of_charge"
            is_deleted = is_itself and envelope.is_deleted
            inner = Envelope(object_type, fields, envelope.live_mode, envelope.event, is_deleted)
            if object_type not in TRANSLATIONS or self._is_repeated(inner, fetched_at):
                continue
            if fields.source.get("deleted") is True:
                self._note_deletion(place, inner, fetched_at)
                continue
            try:
                found = TRANSLATIONS[object_type](fields)
            except Ignored as ignored:
                self._note_refusal(inner, f"is ignored: {ignored.label}")
            except Refused as refused:
                self._note_refusal(inner, f"cannot be read where it is expanded: {refused.reason}")
            else:
                self._keep(place, inner, found, fetched_at, is_own=is_itself)
                self._add_expanded(place, inner, found, fetched_at, is_own=False)

    def _keep(
        self, place: Place, envelope: Envelope, translated: Translated, fetched_at: Instant, *, is_own: bool
    ) -> None:
        event = envelope.event
        at = envelope.at(fetched_at)
        version = finish_version(translated, event, at, is_deleted=envelope.is_deleted, is_own=is_own)
        facts = translated.facts | read_event_times(envelope) if is_own else translated.facts
        if named := KIND[translated.kind].named:
            facts = facts | {SEEN: see(translated.row, named, at)}
        self._put(
            (translated.kind, envelope.live_mode),
            (translated.id, list_version(place, translated, version, event, at, facts)),
        )

    def _put(self, scope: Scope, entry: Entry) -> None:
        self.entries.setdefault(scope, []).append(entry)

    def _is_repeated(self, envelope: Envelope, fetched_at: Instant) -> bool:
        """Whether it equals what was expanded the last time: many subscriptions hold the same price."""
        if envelope.type not in _OFTEN_EXPANDED:
            return False
        at = envelope.at(fetched_at)
        key = (envelope.type, envelope.live_mode, str(envelope.fields.source.get("id")))
        seen = (at, envelope.event and envelope.event.id, envelope.fields.source)
        if self._expanded.get(key) == seen:
            return True
        self._expanded[key] = seen
        return False

    def _note_deletion(self, place: Place, envelope: Envelope, fetched_at: Instant) -> bool:
        """Notes that an object of which only the id is left was deleted; False without an id that can be one."""
        try:
            identifier = envelope.fields.identifier("id")
        except Refused:
            return False
        if identifier is None:
            return False
        entry = (identifier, list_deletion(place, identifier, envelope.at(fetched_at)))
        self._put((kind_of(envelope.type), envelope.live_mode), entry)
        return True

    def _note_refusal(self, envelope: Envelope, why: str) -> None:
        identifier = envelope.fields.source.get("id")
        if isinstance(identifier, str):
            self.refusals[kind_of(envelope.type), envelope.live_mode, identifier] = why


def _is_only_deleted(envelope: Envelope) -> bool:
    """Whether it says only that the object was deleted, and not what it was."""
    return envelope.is_deleted and envelope.fields.source.keys() <= _OF_DELETED
