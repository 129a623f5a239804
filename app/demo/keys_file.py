"""The file with the demonstration's keys, for a shell to source."""

import os
from pathlib import Path
from shlex import quote
from tempfile import mkstemp

from app.demo.credentials import DemoCredentials

_QUERY = """{"query": "{ customers(first: 3) { nodes { name nextCharge { at amount { formatted } } } } }"}"""
_ASK = (
    """curl -s "$CALMONY_URL/graphql" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" """
    f"-d {quote(_QUERY)}"
)


def write_keys(path: Path, url: str, credentials: DemoCredentials) -> None:
    """Writes the file, readable for its owner alone: after `. var/demo.env`, `$KEY` is an operator's key."""
    values = {
        "TRY": _ASK,
        "CALMONY_URL": url,
        "KEY": credentials.operator_key,
        "VIEWER_KEY": credentials.viewer_key,
        "OPERATOR_EMAIL": credentials.email,
        "OPERATOR_PASSWORD": credentials.password,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    # A file that was there may be open to others. A new one takes its place, at once and as a whole.
    descriptor, written = mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"export {name}={quote(value)}\n" for name, value in values.items())
    Path(written).replace(path)
