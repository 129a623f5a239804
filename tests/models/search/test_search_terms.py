"""What a typed text may be, and what a stored value is found by."""

import pytest

from models.search.amounts import read_amount
from models.search.entries import Field, entries_of_amounts, entries_of_customer, entries_of_number
from models.search.pieces import Weight
from models.search.search_terms import read_terms


def asked(text: str) -> set[str]:
    terms = read_terms(text)
    return set() if terms is None else set(terms.exact)


def stored(phone: str) -> set[str]:
    return {text for text, *_ in entries_of_customer(None, None, phone, {})}


@pytest.mark.parametrize("text", ["", "!?…", "\x00", "()", "🧾", "\udfff"])
def test_a_text_without_letter_or_digit_finds_nothing(text: str) -> None:
    assert read_terms(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("19.99 USD", ("USD", 1999)),
        ("usd19.99", ("USD", 1999)),
        ("$19.99", ("USD", 1999)),
        ("$5", ("USD", 500)),
        ("1.234,56 €", ("EUR", 123456)),
        ("€1,234.5", ("EUR", 123450)),
        ("1,234 eur", ("EUR", 123400)),
        ("¥1,500", ("JPY", 1500)),
        ("500 JPY", ("JPY", 500)),
        ("1.234 KWD", ("KWD", 1234)),
        ("£1'000.00", ("GBP", 100000)),
        ("-5.00 EUR", ("EUR", -500)),
        ("19.99", None),
        ("USD 5 EUR", None),
        ("5.999 USD 1", None),
        ("1.2345 USD", None),
        ("5.00 JPY", None),
        ("USD", None),
        ("9" * 30 + " USD", None),
    ],
)
def test_an_amount_is_read_with_its_currency(text: str, amount: tuple[str, int] | None) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "+49 (0)30 123-4567",
        "0049 30 1234567",
        "030 1234567",
        "(030) 123 45 67",
        "301234567",
        "+49301234567",
        "493012 34567",
    ],
)
def test_a_phone_number_is_found_in_any_writing(text: str) -> None:
    assert stored("+49 30 1234567") & asked(text)


def test_a_number_without_its_country_is_found_with_it() -> None:
    assert stored("030 1234567") & asked("+49 30 1234567")


@pytest.mark.parametrize("text", ["+33 30 1234567", "12345", "1234567", "030 123456"])
def test_another_number_is_not_found(text: str) -> None:
    assert not stored("+49 30 1234567") & asked(text)


def test_several_things_are_looked_for_at_once() -> None:
    terms = read_terms(" 4242 ")

    assert terms is not None
    assert terms.exact == ("c:4242", "m:4242", "n:4242")
    assert (terms.identifier, terms.number, terms.words) == ("4242", "n:4242", ("4242",))


def test_a_text_without_spaces_may_be_an_id() -> None:
    terms = read_terms("pi_3ABC")

    assert terms is not None
    assert (terms.identifier, terms.id_prefix, terms.words) == ("pi_3ABC", "pi", ("pi", "3abc"))


def test_a_number_is_found_in_any_case_by_its_beginning_from_four_letters_on() -> None:
    assert entries_of_number("Inv-007") == {
        ("n:inv007", Weight.EXACT, Field.INVOICE_NUMBER),
        ("n:inv0", Weight.BEGINNING, Field.INVOICE_NUMBER),
        ("n:inv00", Weight.BEGINNING, Field.INVOICE_NUMBER),
        ("n:inv007", Weight.BEGINNING, Field.INVOICE_NUMBER),
    }


def test_nobody_is_found_by_zero() -> None:
    assert entries_of_amounts("USD", 0, 500) == {("a:USD:500", Weight.EXACT, Field.AMOUNT)}


def test_a_text_of_two_fields_has_both_and_the_better_weight() -> None:
    entries = entries_of_customer("Ada", "adam@x.org", None, {})

    found = {text: (weight, fields) for text, weight, fields in entries}
    assert found["ada"] == (Weight.WHOLE, Field.NAME | Field.EMAIL)
    assert found["adam"] == (Weight.WHOLE, Field.EMAIL)
    assert found["e:adam@x.org"] == (Weight.EXACT, Field.EMAIL)


def test_a_whole_value_of_metadata_is_found_in_any_case_and_with_its_key_to_the_letter() -> None:
    one, other = (entries_of_customer(None, None, None, {"tier": value}) for value in ("Gold", "gold"))

    assert {text for text, *_ in one & other} == {"m:gold"}


def test_the_words_of_a_domain_are_common() -> None:
    terms = read_terms("ada.lovelace@mail.example")

    assert terms is not None
    assert terms.words == ("ada", "lovelace", "mail", "example")
    assert terms.common == {"mail", "example"}
