"""Why a connection is refused or ended, and what its client is told before there is a request to answer."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import NamedTuple

from app.retry_after import RETRY_AFTER_SECONDS
from engine.errors import BAD_USER_INPUT, LIMIT_EXCEEDED, RATE_LIMITED, TIMEOUT, UNAVAILABLE, error_body
from engine.json_body import write_json


class Reason(StrEnum):
    """As the log and the metrics have it."""

    LONG_HEAD = "long_head"
    LONG_URL = "long_url"
    SILENT = "silent"
    SLOW_HEAD = "slow_head"
    MALFORMED = "malformed"
    BAD_BODY = "bad_body"
    SLOW_BODY = "slow_body"
    UNTAKEN_ANSWER = "untaken_answer"
    TOO_MANY = "too_many"
    TOO_MANY_OF_ADDRESS = "too_many_of_address"
    NO_ROOM = "no_room"


class _Refusal(NamedTuple):
    status: int
    code: str
    message: str


_REFUSALS = {
    Reason.LONG_HEAD: _Refusal(431, LIMIT_EXCEEDED, "The request's headers are too long."),
    Reason.LONG_URL: _Refusal(414, LIMIT_EXCEEDED, "The request's URL is too long."),
    Reason.SLOW_HEAD: _Refusal(408, TIMEOUT, "The request took too long to arrive."),
    Reason.MALFORMED: _Refusal(400, BAD_USER_INPUT, "The request is no valid HTTP/1.1."),
    Reason.BAD_BODY: _Refusal(400, BAD_USER_INPUT, "The request's body is sent in too many small chunks."),
    Reason.SLOW_BODY: _Refusal(408, TIMEOUT, "The request's body took too long to arrive."),
    Reason.TOO_MANY: _Refusal(503, UNAVAILABLE, "The service has too many connections."),
    Reason.TOO_MANY_OF_ADDRESS: _Refusal(429, RATE_LIMITED, "This address has too many connections."),
}


def write_refusal(reason: Reason, headers: Mapping[str, str]) -> bytes:
    """The whole answer, with these headers besides its own, after which the connection ends."""
    status, code, message = _REFUSALS[reason]
    body = write_json(error_body(message, code))
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if status in (429, 503):
        lines.append(f"retry-after: {RETRY_AFTER_SECONDS}")
    return "\r\n".join((*lines, "", "")).encode() + body
