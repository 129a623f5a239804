"""What the log line and the metrics of a request tell about its operation."""

import re

from graphql.language import OperationType

from storage.request_notes import note

# Relay and Apollo build operation names from component names; longer ones are cut off.
NAME_LENGTH = 64

# Reading an enum member's `value` costs more than a look into a dict.
_KINDS = {kind: kind.value for kind in OperationType}
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def note_requested_name(name: str | None) -> None:
    """Notes the `operationName` of a request before its document is read; ignores what is not a GraphQL name."""
    if name is not None and _NAME.fullmatch(name):
        note(operation=name[:NAME_LENGTH])


def note_operation(name: str | None, kind: OperationType, cost: int) -> None:
    """Notes the operation of a valid document, about to be executed, with its cost in nodes."""
    named = {} if name is None else {"operation": name[:NAME_LENGTH]}
    note(operation_type=_KINDS[kind], cost=cost, **named)


def note_execution(execution: str) -> None:
    """Notes what executed the operation: `plan` or `resolvers`."""
    note(execution=execution)
