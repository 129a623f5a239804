"""The form of the cancel question, as the browser sends it."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.page.formats import Formats
from dashboard.page.query import Query
from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming


class CancelForm(NamedTuple):
    """The fields as they were sent; the defaults are those of an untouched form."""

    timing: str = CancellationTiming.IMMEDIATELY.value
    date: str = ""
    reason: str = ""
    comment: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "CancelForm":
        """The form's own fields among these; an empty or missing one has its default."""
        return cls(**{name: fields[name] for name in cls._fields if fields.get(name)})

    def request(self, formats: Formats) -> CancellationRequest:
        """The cancellation that it asks for, not checked yet; raises BadInput for a value that the form does not offer.

        A date begins at midnight in the operator's time zone.
        """
        fields = Query("", self._asdict())
        day = fields.day("date")
        return CancellationRequest(
            fields.choice("timing", CancellationTiming) or CancellationTiming.IMMEDIATELY,
            None if day is None else formats.day_begins(day),
            fields.choice("reason", CancellationReason),
            # Browsers send a line end as two characters, but count it as one.
            self.comment.replace("\r\n", "\n").strip() or None,
        )
