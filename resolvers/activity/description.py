"""What a timeline entry says about its row, and the words that several kinds of entries share."""

from functools import lru_cache
from typing import NamedTuple

from models.values.instant import Instant
from models.values.locales import FALLBACK_LOCALE, locale_or_fallback
from models.values.money import format_money
from resolvers.activity.activity import ActivityKind
from resolvers.activity.facts import Facts


class Description(NamedTuple):
    """What an entry says about its row; `until` is the moment that the summary ends with, if it does."""

    kind: ActivityKind
    summary: str
    actor: str | None = None
    reason: str | None = None
    until: Instant | None = None


def because(summary: str, reason: str | None) -> str:
    """The summary as a sentence that ends with the reason, where there is one."""
    return f"{summary}: {_continued(reason)}" if reason else f"{summary}."


def amount_of(facts: Facts) -> str:
    """The amount as people write it."""
    return _amount(facts.amount or 0, facts.currency or "")


def _continued(sentence: str) -> str:
    return sentence if sentence[1:2].isupper() else f"{sentence[0].lower()}{sentence[1:]}"


# The same prices occur again and again, and formatting one takes longer than the rest of an entry.
@lru_cache(maxsize=4096)
def _amount(amount: int, currency: str) -> str:
    return format_money(amount, currency, locale_or_fallback(FALLBACK_LOCALE))
