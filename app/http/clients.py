"""Which program asks, as GraphQL clients tell it: for the log line and the metrics, never for a decision."""

import re
from collections.abc import Mapping

from storage.request_notes import note

# Apollo's names; its clients for the web, iOS and Android send them, and others follow.
NAME_HEADER = "apollographql-client-name"
VERSION_HEADER = "apollographql-client-version"

_WORDS = re.compile(r"[ -~]{1,64}")


def note_client(headers: Mapping[str, str]) -> None:
    """Notes the client's name and version; ignores what is longer than 64 characters or not printable ASCII."""
    name = headers.get(NAME_HEADER)
    if name is None or not _WORDS.fullmatch(name):
        return
    version = headers.get(VERSION_HEADER, "")
    note(client=name, client_version=version if _WORDS.fullmatch(version) else None)
