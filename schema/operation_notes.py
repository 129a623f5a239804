"""The operation of a request, noted where every log line of the request finds it."""

import re
from typing import Any

from graphql.language import OperationDefinitionNode
from structlog.contextvars import bind_contextvars

# Relay and Apollo name operations for their components: longer ones are cut.
NAME_LENGTH = 64

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def note_asked_name(name: str | None) -> None:
    """The name that a client says, before anything is known of its document; one that can't be a name is none."""
    if name is not None and _NAME.fullmatch(name):
        bind_contextvars(operation=name[:NAME_LENGTH])


def note_operation(operation: OperationDefinitionNode, cost: int) -> None:
    """The operation of a valid document, about to be executed, and the nodes that it may return.

    Only then there is an `operation_type`.
    """
    noted: dict[str, Any] = {"operation_type": operation.operation.value, "cost": cost}
    if operation.name is not None:
        noted["operation"] = operation.name.value[:NAME_LENGTH]
    bind_contextvars(**noted)


def note_way(way: str) -> None:
    """Which way the operation was answered."""
    bind_contextvars(execution=way)
