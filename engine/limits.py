"""Limits: how much one request may ask for, and how long it may be executed."""

from dataclasses import dataclass

# An operation that may return more nodes waits for a place in the slow lane; if it is a query, another process answers.
QUICK_COST = 2_000
# Far more than a useful document nests, and far less than Python's stack allows.
MAX_NESTING = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document or an operation may have. Each is a setting; `docs/settings.md` says what it counts.

    A fragment counts wherever it is spread. `depth`, `aliases`, `root_fields` and `directives` are limits of each
    operation, `selections` and `mutations` of all operations of a document together. `cost` is in nodes of one
    operation, `seconds` is the time of its execution, `variable_values` is of a request.
    """

    source_characters: int = 15_000
    tokens: int = 2_000
    comments: int = 100
    depth: int = 16
    aliases: int = 30
    root_fields: int = 20
    mutations: int = 5
    directives: int = 50
    # As many as there may be tokens: only fragments that are spread repeatedly can exceed it.
    selections: int = 2_000
    validation_errors: int = 5
    variable_values: int = 2_000
    cost: int = 12_000
    seconds: float = 10


DEFAULT_LIMITS = Limits()


class LimitExceeded(Exception):
    """The document has more of something than a limit allows; the message names the limit."""


def refuse_beyond(limit: int, count: int, what: str) -> None:
    """Raises LimitExceeded when `count` of `what` is more than the limit."""
    if count > limit:
        raise LimitExceeded(f"The document has more than {limit:,} {what}.")
