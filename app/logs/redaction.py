"""What a log line must not hold – keys, tokens, e-mail addresses, values of statements – taken out of it."""

import re
from collections.abc import MutableMapping
from typing import Any

_SECRETS = (
    (re.compile(r"\b(sk_live_|sk_test_|ct_)[\w.-]+"), r"\1…"),
    (re.compile(r"(?i)\b(bearer +|token=|password=)[^\s&\"',;)]+"), r"\1…"),
    (re.compile(r"://[^/\s@]+@"), "://…@"),
    (re.compile(r"[^…\s\"'<>()\[\]{},;:=/]+@[^\s\"'<>()\[\]{},;:=/]+"), "…@…"),
    # How SQLAlchemy quotes a failed statement's values, and PostgreSQL a duplicate key's.
    (re.compile(r"\[parameters: .*"), "[parameters: …]"),
    (re.compile(r"(?m)(Key \([^)]*\)=).*$"), r"\1(…)"),
    (re.compile(r"(?m)(Failing row contains ).*$"), r"\1(…)"),
)

# A substring, in lower case, that each pattern requires; looking for it first is cheapest.
_SUSPICIOUS = ("@", "=", "sk_", "ct_", "bearer", "[parameters", "failing row")


def _is_suspicious(text: str) -> bool:
    lowered = text.lower()
    for part in _SUSPICIOUS:  # noqa: SIM110 - a generator takes twice as long
        if part in lowered:
            return True
    return False


def redact(text: str) -> str:
    """The text without what is secret or personal."""
    if not _is_suspicious(text):
        return text
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def redact_line(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog: every text of the line redacted."""
    # All texts are checked at once, because hardly any line has something to redact.
    if not _is_suspicious("\n".join([value for value in line.values() if isinstance(value, str)])):
        return line
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = redact(value)
    return line
