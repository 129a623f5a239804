"""What callers can say is without end; what is remembered of it is not."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from babel import localedata
from starlette.requests import Request

from app.http.accept import choose_media_type, list_languages
from app.http.graphql_request import is_json
from app.metrics.bounded_names import BoundedNames
from app.rates.limit import Limit
from app.rates.memory import MemoryWindows
from dashboard.page.preferences import read_preferences
from models.values.locales import KEPT_LOCALES, MAX_CHARACTERS, parse_locale
from models.values.money import format_on_paper
from models.values.money_text import amount_text
from models.values.time_zone import find_zone

WORDS = 10_000
MEBIBYTE = 1024 * 1024

names = BoundedNames()
# Nobody's time stands still, but all of them ask within the same second here.
windows = MemoryWindows(now=iter(range(WORDS)).__next__)


def page_in(language: str, zone: str) -> Any:
    headers = [(b"accept-language", language.encode()), (b"cookie", f"calmony_time_zone={zone}".encode())]
    return read_preferences(Request({"type": "http", "headers": headers}))


# What takes a word of a caller, with one that is understood as often as one that isn't.
TAKERS: dict[str, Callable[[str], object]] = {
    "Accept": lambda word: choose_media_type(f"application/json, x/{word}"),
    "Accept-Language": lambda word: page_in(f"de, {word}", "UTC"),
    "Accept-Language of a dead link": lambda word: list_languages(f"de, {word}"),
    "Content-Type": lambda word: is_json(f"application/json; x={word}"),
    "the cookie of a time zone": lambda word: page_in("de", word),
    "the name of an operation": lambda word: names.label(f"Op{word[:500]}"),
    "a locale": lambda word: parse_locale(word),
    "a locale with a modifier": lambda word: amount_text(1, "EUR", f"de_DE@{word[:20]}"),
    "an address": lambda word: windows.take(Limit("failures", 1, 100, 100), word[:45], 1),
    "a time zone": lambda word: find_zone(word),
}


def list_words() -> Iterator[str]:
    return (f"{number}{'x' * 5_000}" for number in range(WORDS))


@pytest.mark.parametrize("taker", TAKERS)
def test_ten_thousand_words_of_a_caller_take_no_memory_for_good(taker: str) -> None:
    take = TAKERS[taker]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    for word in list_words():
        with suppress(ValueError):
            take(word)

    # Errors and their tracebacks hold each other, and words with them, until garbage is collected.
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 5 * MEBIBYTE


def test_of_all_locales_few_keep_their_data_and_each_formats_as_before() -> None:
    identifiers = localedata.locale_identifiers()[::7]

    told = [amount_text(-123_456, "EUR", identifier) for identifier in identifiers]
    on_paper = [format_on_paper(123_456, "EUR", parse_locale(identifier)) for identifier in identifiers]

    assert len(identifiers) > 100
    assert told == [amount_text(-123_456, "EUR", identifier) for identifier in identifiers]
    assert len(set(on_paper)) > 20
    assert len(localedata._cache) <= KEPT_LOCALES


def test_a_locale_that_is_too_long_is_none() -> None:
    assert parse_locale("de-CH.UTF-8@euro") == parse_locale("de_CH")
    with pytest.raises(ValueError, match="at most 35 characters"):
        parse_locale(f"de-CH@{'x' * MAX_CHARACTERS}")
