"""The first pass: every arriving object translated, the good ones laid aside, the last version of each noted."""

from collections import defaultdict
from tempfile import TemporaryFile
from typing import Any

from intake.envelope import Envelope, list_objects, open_envelope
from intake.files.arrival import Arrival
from intake.record import Record, decode_record, encode_record
from intake.refused import Refused
from intake.report import ImportReport, Place
from intake.shapes.translated import Ignored, Translated
from intake.shapes.translations import TRANSLATIONS
from intake.versions import Versions

Scope = tuple[str, bool]


class Gathering:
    """What has arrived, by kind and mode; close it when done.

    Rows lie in a temporary file, so that memory grows with the number of objects, not with their size.
    """

    def __init__(self, report: ImportReport, live_mode: bool | None) -> None:
        self.refusals: dict[tuple[str, bool, str], str] = {}
        self._report = report
        self._live_mode = live_mode
        self._spool = TemporaryFile()  # noqa: SIM115 — it is open as long as this object
        self._end = 0
        self._own: defaultdict[Scope, Versions] = defaultdict(Versions)
        self._expanded: defaultdict[Scope, Versions] = defaultdict(Versions)

    def close(self) -> None:
        """Gives the temporary file back."""
        self._spool.close()

    def add(self, arrival: Arrival) -> None:
        """Takes in one arrival; what is wrong with it goes into the report."""
        if arrival.problem is not None:
            self._report.refuse(arrival.place, arrival.problem)
            return
        for value in list_objects(arrival.value):
            self._add_object(arrival.place, value)

    def list_offsets(self, kind: str, live_mode: bool) -> dict[str, int]:
        """By id, where the version lies that counts; an object's own before one expanded within another."""
        scope = (kind, live_mode)
        return self._expanded[scope].offsets | self._own[scope].offsets

    def count(self) -> int:
        """How many objects there are to store."""
        scopes = self._own.keys() | self._expanded.keys()
        return sum(len(self.list_offsets(*scope)) for scope in scopes)

    def read(self, scope: Scope, offset: int) -> Record:
        """The record that lies there."""
        self._spool.seek(offset)
        record = decode_record(self._spool.readline(), offset)
        record.is_own = record.id in self._own[scope].offsets
        versions = (self._own if record.is_own else self._expanded)[scope]
        record.event_at = versions.event_times.get(record.id)
        return record

    def _add_object(self, place: Place, value: Any) -> None:
        try:
            envelope = open_envelope(value, self._live_mode)
        except Refused as refused:
            self._report.refuse(place, refused.reason)
            return
        except Ignored as ignored:
            self._report.ignored[ignored.label] += 1
            return
        self._add_envelope(place, envelope)

    def _add_envelope(self, place: Place, envelope: Envelope) -> None:
        try:
            translated = TRANSLATIONS[envelope.type](envelope.fields)
        except Ignored as ignored:
            self._report.ignored[ignored.label] += 1
            self._note_refusal(envelope, f"is ignored: {ignored.label}")
        except Refused as refused:
            self._note_refusal(envelope, f"was refused in line {place.line} of {place.file}")
            self._report.refuse(place, refused.reason)
        else:
            self._keep(self._own, place, envelope, translated)
            self._add_expanded(place, envelope, translated)

    def _add_expanded(self, place: Place, envelope: Envelope, translated: Translated) -> None:
        for object_type, fields in translated.expanded:
            if fields.source.get("deleted"):
                continue
            inner = Envelope(object_type, fields, envelope.live_mode, envelope.event_at)
            try:
                found = TRANSLATIONS[object_type](fields)
            except Ignored as ignored:
                self._note_refusal(inner, f"is ignored: {ignored.label}")
            except Refused as refused:
                self._note_refusal(inner, f"cannot be read where it is expanded: {refused.reason}")
            else:
                self._keep(self._expanded, place, inner, found)
                self._add_expanded(place, inner, found)

    def _keep(
        self,
        versions: defaultdict[Scope, Versions],
        place: Place,
        envelope: Envelope,
        translated: Translated,
    ) -> None:
        line = encode_record(place, envelope.event_at is not None, translated)
        scope = (translated.kind, envelope.live_mode)
        versions[scope].supersede(translated.id, self._end, envelope.event_at)
        self._end += self._spool.write(line)

    def _note_refusal(self, envelope: Envelope, why: str) -> None:
        identifier = envelope.fields.source.get("id")
        if isinstance(identifier, str):
            kind = "price" if envelope.type == "plan" else envelope.type
            self.refusals[kind, envelope.live_mode, identifier] = why
