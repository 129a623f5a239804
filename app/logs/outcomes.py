"""How a request ended, in a word: `ok`, `errors`, or the code of its first error."""

from collections.abc import Mapping
from typing import Any

from storage.request_notes import note

OK = "ok"
ERRORS = "errors"


def note_outcome(body: Any) -> None:
    """Binds the outcome that an answer in GraphQL's form shows, for the log, the metrics and the trace."""
    errors = body.get("errors") if isinstance(body, dict) else None
    if errors:
        note(outcome=errors[0].get("extensions", {}).get("code", ERRORS))


def outcome_of(noted: Mapping[str, Any], status: int) -> str:
    """What was noted, else what the status says."""
    outcome: str | None = noted.get("outcome")
    return outcome or (OK if status < 400 else ERRORS)
