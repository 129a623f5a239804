"""The messages between the two processes: pickled, each in a frame with the number of its request."""

from collections.abc import Mapping
from struct import Struct
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from engine.answer import GraphQLAnswer
from engine.request import GraphQLRequest
from models.access.viewer import Viewer
from models.values.instant import Instant
from resolvers.rate_window import RateWindow

# The request's number and the length of the body. A length of zero cancels the request.
HEADER = Struct(">QQ")


class LargeRequest(NamedTuple):
    """A request that was admitted and paid for, with what its context holds.

    `notes` are those for its log lines, `trace` continues its trace. `written` is the position that a replica must
    have reached in the database's log, as far as the serving process knows.
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
    """The answer, with its data already as JSON, and what the serving process must add up or record.

    `rows_read` are the ids of rows of each model that were read by them.
    """

    answer: GraphQLAnswer
    data: bytes | None
    statements: int
    notes: Mapping[str, Any]
    rows_read: list[tuple[type[SQLModel], tuple[str, ...]]]


class LargeRequestFailed(Exception):
    """An error that nobody expected; the text is its traceback in the other process."""


def pack_frame(number: int, body: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return HEADER.pack(number, len(body)) + body
