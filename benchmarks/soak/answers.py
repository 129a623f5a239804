"""Judges an answer: right, a clear refusal, or wrong."""

import hashlib
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from benchmarks.soak.tally import RIGHT, WRONG, Outcome
from engine.errors import RATE_LIMITED, TIMEOUT, UNAVAILABLE


def digest(data: Any) -> str:
    """A digest that equal answers share."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def find_refusal(answer: httpx.Response) -> Outcome | None:
    """The code of a refusal that tells the client what to do; None for anything else."""
    if answer.status_code not in (429, 503):
        return None
    code = code_of(answer)
    is_clear = "retry-after" in answer.headers and code == {429: RATE_LIMITED, 503: UNAVAILABLE}[answer.status_code]
    if is_clear or (answer.status_code, code) == (503, TIMEOUT):
        return Outcome(code)
    return wrong(answer)


def judge_data(answer: httpx.Response, expected: str) -> Outcome:
    """A GraphQL answer whose data must have this digest."""
    refusal = find_refusal(answer)
    if refusal is not None:
        return refusal
    body = _json(answer)
    is_right = answer.status_code == 200 and "errors" not in body and digest(body.get("data")) == expected
    return Outcome(RIGHT) if is_right else wrong(answer)


def judge_bytes(answer: httpx.Response, expected: str) -> Outcome:
    """A PDF whose bytes must have this SHA-256."""
    refusal = find_refusal(answer)
    if refusal is not None:
        return refusal
    is_right = answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == expected
    return Outcome(RIGHT) if is_right else wrong(answer)


def judge_error(answer: httpx.Response, status: int, code: str) -> Outcome:
    """A request that must be refused with this status and code."""
    refusal = find_refusal(answer)
    if refusal is not None:
        return refusal
    return Outcome(RIGHT) if (answer.status_code, code_of(answer)) == (status, code) else wrong(answer)


def wrong(answer: httpx.Response) -> Outcome:
    """An answer that should not have been given."""
    return Outcome(WRONG, f"{answer.status_code} {answer.text[:250]}")


def code_of(answer: httpx.Response) -> str:
    """The code of its first error, "" where there is none."""
    errors = _json(answer).get("errors") or [{}]
    return str(errors[0].get("extensions", {}).get("code", ""))


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
