"""What the two processes tell each other, pickled, each in a frame with the number of its request."""

from collections.abc import Mapping
from struct import Struct
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from engine.answer import GraphQLAnswer
from engine.request import GraphQLRequest
from models.access.viewer import Viewer
from models.values.instant import Instant
from resolvers.rate_window import RateWindow

# The request's number and the length of what follows: without anything, the request is given up.
HEADER = Struct(">QQ")


class LargeRequest(NamedTuple):
    """A request that was admitted and paid for, with what its context holds.

    `notes` are those for its log lines, `trace` the trace that it belongs to. `written` is where a replica must have
    come to, as far as the process that serves knows.
    """

    request: GraphQLRequest
    viewer: Viewer
    now: Instant
    cost: int
    cost_window: RateWindow | None
    notes: Mapping[str, Any]
    trace: Mapping[str, str]
    written: int


class LargeAnswer(NamedTuple):
    """The answer, its data as JSON apart from the rest, and what became known beside it.

    `heard` are the ids of rows of each model that were read by them.
    """

    answer: GraphQLAnswer
    data: bytes | None
    statements: int
    notes: Mapping[str, Any]
    heard: list[tuple[type[SQLModel], tuple[str, ...]]]


class LargeRequestFailed(Exception):
    """An error that nobody expected; the text is its traceback in the other process."""


def pack_frame(number: int, body: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return HEADER.pack(number, len(body)) + body
