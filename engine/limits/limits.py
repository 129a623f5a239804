"""Limits: how much one request may ask for before any of it is executed, and how long it may run then."""

from dataclasses import dataclass

# Far above what a useful document nests, far below what Python's stack carries.
MAX_NESTING = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document and one operation may have; each is a setting, and README says what is counted.

    Fragments count wherever they are put in place. `depth`, `aliases`, `root_fields` and `directives` are of one
    operation, `selections` and `mutations` of all that stand in the document. `cost` is in nodes,
    `seconds` is the time of execution.
    """

    source_characters: int = 15_000
    tokens: int = 2_000
    comments: int = 100
    depth: int = 16
    aliases: int = 30
    root_fields: int = 20
    mutations: int = 5
    directives: int = 50
    # A document of 2,000 tokens without fragments can't have more, so only multiplied fragments meet it.
    selections: int = 2_000
    validation_errors: int = 5
    cost: int = 12_000
    seconds: float = 10


DEFAULT_LIMITS = Limits()


class LimitExceeded(Exception):
    """The request asks for more than a limit allows; the message names the limit."""


def refuse_beyond(limit: int, count: int, what: str) -> None:
    """Raises LimitExceeded where a document has more of something than the limit allows."""
    if count > limit:
        raise LimitExceeded(f"The document has more than {limit:,} {what}.")
