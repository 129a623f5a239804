"""Checks that all servers give the same answers, before anything is timed."""

import hashlib
import json
import time
from typing import NamedTuple

import orjson

from app.logs.requests import REQUEST_ID
from benchmarks.requests.questions import Asked, Question, Wording
from benchmarks.requests.running import RunningServer


class NotAnswered(Exception):
    """A server's answer is an error."""


class Answers(NamedTuple):
    """One server's: the requests and bodies byte for byte, a hash of what they mean, and the statements it took."""

    requests: dict[Question, list[bytes]]
    bodies: dict[Question, list[bytes]]
    hashes: dict[Question, str]
    statements: dict[Question, int | None]


def gather_answers(server: RunningServer, wording: Wording, key: str) -> Answers:
    """Asks each question once; raises NotAnswered and connection errors."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    answers = Answers({}, {}, {}, {})
    for question, wordings in wording.items():
        request_id = f"bench-{question}"
        bodies = [_ask(server, asked, {**headers, REQUEST_ID: request_id}) for asked in wordings]
        answers.requests[question] = [_request(asked, headers) for asked in wordings]
        answers.bodies[question] = bodies
        answers.hashes[question] = hash_bodies(bodies)
        answers.statements[question] = _statements_of(server, request_id)
    return answers


def hash_bodies(bodies: list[bytes]) -> str:
    """A hash that is the same for equal JSON, whatever the order of keys and the escapes of characters."""
    told = hashlib.sha256()
    for body in bodies:
        told.update(orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS))
    return told.hexdigest()


def _ask(server: RunningServer, asked: Asked, headers: dict[str, str]) -> bytes:
    status, body = server.ask(asked, headers)
    if status != 200 or "errors" in (answer := orjson.loads(body)) or None in answer["data"].values():
        raise NotAnswered(f"{server.name} answers {status} {body[:300].decode(errors='replace')}")
    return body


def _request(asked: Asked, headers: dict[str, str]) -> bytes:
    sent = {"Host": "127.0.0.1", "Accept": "application/json", **headers, "Content-Length": str(len(asked.body))}
    lines = [f"{asked.method} {asked.path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join((*lines, "", "")).encode() + asked.body


def _statements_of(server: RunningServer, request_id: str) -> int | None:
    """What the service's log says of that request; others say nothing."""
    # The line is written after the answer.
    for _ in range(20):
        for line in reversed(server.log.read_text(errors="replace").splitlines()):
            if request_id in line:
                # Only the service counts statements.
                return json.loads(line)["statements"] or None
        time.sleep(0.05)
    return None
