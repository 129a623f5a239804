"""Amounts written quickly are those that Babel writes."""

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from models.values.money import format_money
from models.values.money_text import amount_text

AMOUNTS = [0, 1, -1, 99, -100, 123_456, 1_234_567, -98_765_432_109, 2**63 - 1, -(2**63)]


@pytest.mark.parametrize("currency", ["GBP", "EUR", "JPY", "KWD", "INR", "CHF", "XXX"])
def test_every_locale_writes_amounts_as_babel_does(currency: str) -> None:
    different = [
        (identifier, amount)
        for identifier in locale_identifiers()
        for amount in AMOUNTS
        if amount_text(amount, currency, identifier) != format_money(amount, currency, Locale.parse(identifier))
    ]

    assert different == []


@pytest.mark.parametrize("identifier", [None, "", "tlh", "x" * 300])
def test_a_missing_or_unknown_locale_is_english(identifier: str | None) -> None:
    assert amount_text(123_456, "GBP", identifier) == "£1,234.56"
