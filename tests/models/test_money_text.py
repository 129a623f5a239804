"""Amounts written quickly are those that Babel writes."""

from decimal import Decimal

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from models.values.money import decimal_text, format_money, format_unit_price
from models.values.money_text import amount_text

AMOUNTS = [0, 1, -1, 99, -100, 123_456, 1_234_567, -98_765_432_109, 2**63 - 1, -(2**63)]


CURRENCIES = ["GBP", "EUR", "JPY", "KWD", "INR", "CHF", "XXX"]


def test_every_locale_writes_amounts_as_babel_does() -> None:
    different = [
        (identifier, currency, amount)
        # The data of a few locales is kept at a time.
        for identifier in locale_identifiers()
        for currency in CURRENCIES
        for amount in AMOUNTS
        if amount_text(amount, currency, identifier) != format_money(amount, currency, Locale.parse(identifier))
    ]

    assert different == []


@pytest.mark.parametrize("identifier", [None, "", "tlh", "x" * 300])
def test_a_missing_or_unknown_locale_is_english(identifier: str | None) -> None:
    assert amount_text(123_456, "GBP", identifier) == "£1,234.56"


@pytest.mark.parametrize(
    "currency",
    ["ISK", "UGX", "RSD", "ALL", "LAK", "LBP", "MMK", "SOS", "YER", "AFN", "IRR", "KPW", "SLL", "SYP", "HUF"],
)
def test_what_people_write_without_decimals_is_counted_in_hundredths(currency: str) -> None:
    assert decimal_text(219_000, currency) == "2190.00"
    assert amount_text(219_050, currency, "en").endswith("2,190.50")


@pytest.mark.parametrize(
    ("amount", "currency", "decimal", "text"),
    [
        (219_000, "ISK", "2190.00", "ISK2,190"),
        (-219_001, "ISK", "-2190.01", "-ISK2,190.01"),
        (2_190_000, "IQD", "2190.000", "IQD2,190"),
        (2_190_500, "IQD", "2190.500", "IQD2,190.500"),
        (2_190_500, "KWD", "2190.500", "KWD2,190.500"),
        (2190, "JPY", "2190", "¥2,190"),
        (2190, "MGA", "2190", "MGA2,190"),
        (219_000, "HUF", "2190.00", "HUF2,190.00"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_people_read_those_they_write(
    amount: int, currency: str, decimal: str, text: str
) -> None:
    assert decimal_text(amount, currency) == decimal
    assert amount_text(amount, currency, "en") == text


@pytest.mark.parametrize(
    ("unit_amount", "currency", "text"),
    [
        ("1900", "GBP", "£19.00"),
        ("0.1", "GBP", "£0.001"),
        ("219000", "ISK", "ISK2,190"),
        ("219050", "ISK", "ISK2,190.50"),
        ("219050.5", "ISK", "ISK2,190.505"),
        ("0.5", "JPY", "¥0.5"),
    ],
)
def test_a_unit_price_has_all_its_decimals(unit_amount: str, currency: str, text: str) -> None:
    assert format_unit_price(Decimal(unit_amount), currency, Locale.parse("en")) == text
