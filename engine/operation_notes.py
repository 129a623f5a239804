"""The operation of a request, noted where every log line of the request finds it."""

import re

from graphql.language import OperationType

from storage.request_notes import note

# Relay and Apollo name operations for their components: longer ones are cut.
NAME_LENGTH = 64

# To ask a member for its value takes longer.
_KINDS = {kind: kind.value for kind in OperationType}
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def note_asked_name(name: str | None) -> None:
    """The name that a client says, before anything is known of its document; one that can't be a name is none."""
    if name is not None and _NAME.fullmatch(name):
        note(operation=name[:NAME_LENGTH])


def note_operation(name: str | None, kind: OperationType, cost: int) -> None:
    """The operation of a valid document, about to be executed, and the nodes that it may return.

    Only then there is an `operation_type`.
    """
    named = {} if name is None else {"operation": name[:NAME_LENGTH]}
    note(operation_type=_KINDS[kind], cost=cost, **named)


def note_way(way: str) -> None:
    """Which way the operation was answered."""
    note(execution=way)
