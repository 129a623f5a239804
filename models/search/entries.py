"""What finds a customer: the texts of its own row, and of its payments, invoices and payment methods."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from enum import IntFlag
from itertools import chain
from typing import NamedTuple

from models.search.letters import split_words
from models.search.phones import read_phone
from models.search.pieces import Weight, beginnings_of, pairs_of, pieces_of, with_a_letter_wrong
from models.values.naming import fold

# A longer value is not found as a whole: nobody types it.
MOST_EXACT = 200
_MOST_WORDS = 16
# Beginnings of an invoice's number: shorter ones would find every customer.
_LEAST_OF_NUMBER, _MOST_OF_NUMBER = 4, 20
_MOST_NUMBER = 64


class Field(IntFlag):
    """Where a text stands; several words are only found together where all stand in one field."""

    NAME = 1
    EMAIL = 2
    PHONE = 4
    INVOICE_NUMBER = 8
    CARD = 16
    AMOUNT = 32
    METADATA = 64


class Entry(NamedTuple):
    """A text that finds a customer, how well, and the fields that have it.

    Words and their pieces stand for themselves; whole values begin with a letter and a colon, which no word has.
    """

    text: str
    weight: Weight
    fields: Field


def email_text(email: str) -> str:
    """The text of a whole e-mail address."""
    return f"e:{fold(email).strip()}"


def value_text(value: str) -> str:
    """The text of a whole value of metadata."""
    return f"m:{fold(value).strip()}"


def pair_text(key: str, value: str) -> str:
    """The text of a key of metadata with its value, to the letter."""
    return f"k:{hashlib.blake2b(f'{len(key)} {key}={value}'.encode(errors='replace'), digest_size=16).hexdigest()}"


def number_text(number: str) -> str | None:
    """The text of an invoice's number, or of its beginning, without case and signs; None where nothing is left."""
    return f"n:{joined[:_MOST_NUMBER]}" if (joined := "".join(split_words(number))) else None


def card_text(last4: str) -> str:
    """The text of the last digits of a card."""
    return f"c:{last4}"


def amount_text(currency: str, minor_units: int) -> str:
    """The text of an amount."""
    return f"a:{currency}:{minor_units}"


def phone_texts(phone: str) -> list[str]:
    """The texts of a phone number: whole, and without the country's code."""
    digits = read_phone(phone)
    if digits is None:
        return []
    return [f"p:{digits.whole}"] + ([] if digits.national is None else [f"q:{digits.national}"])


def entries_of_customer(
    name: str | None, email: str | None, phone: str | None, metadata: Mapping[str, str]
) -> set[Entry]:
    """What a customer's own row says: each text once, with its best weight and all fields that have it."""
    exact = dict.fromkeys(phone_texts(phone or ""), Field.PHONE)
    if email:
        exact[email_text(email)] = Field.EMAIL
    for key, value in metadata.items():
        exact[pair_text(key, value)] = Field.METADATA
        if value.strip() and len(value) <= MOST_EXACT:
            exact[value_text(value)] = Field.METADATA
    found = {Entry(text, Weight.EXACT, field) for text, field in exact.items()}
    return found | _of_words(chain(_texts_of_name(name), _texts_of_email(email)))


def entries_of_amounts(currency: str, *minor_units: int) -> set[Entry]:
    """What the amounts of a payment or an invoice say; nothing is found by zero."""
    return {Entry(amount_text(currency, amount), Weight.EXACT, Field.AMOUNT) for amount in minor_units if amount}


def entries_of_card(last4: str | None) -> set[Entry]:
    """What the last digits of a card say."""
    return {Entry(card_text(last4), Weight.EXACT, Field.CARD)} if last4 else set()


def entries_of_number(number: str | None) -> set[Entry]:
    """What an invoice's number says: the whole, and its beginnings."""
    text = number_text(number or "")
    if text is None:
        return set()
    kind, joined = text[:2], text[2:]
    ends = range(_LEAST_OF_NUMBER, min(len(joined), _MOST_OF_NUMBER) + 1)
    beginnings = {Entry(kind + joined[:end], Weight.BEGINNING, Field.INVOICE_NUMBER) for end in ends}
    return beginnings | {Entry(text, Weight.EXACT, Field.INVOICE_NUMBER)}


def beginning_of_number(text: str) -> str | None:
    """The text that finds the numbers that begin like this; None for one that is too short."""
    found = number_text(text)
    return None if found is None or len(found) < 2 + _LEAST_OF_NUMBER else found[: 2 + _MOST_OF_NUMBER]


# A text, how well it fits, and the field that has it.
_Told = tuple[str, Weight, Field]


def _of_words(told: Iterable[_Told]) -> set[Entry]:
    found: dict[str, tuple[Weight, Field]] = {}
    for text, weight, field in told:
        known = found.get(text)
        found[text] = (weight, field) if known is None else (max(known[0], weight), known[1] | field)
    return {Entry(text, weight, fields) for text, (weight, fields) in found.items()}


def _texts_of_name(name: str | None) -> Iterator[_Told]:
    words = _words(name or "")
    for word in words:
        yield from ((text, weight, Field.NAME) for text, weight in pieces_of(word).items())
        yield from ((text, Weight.WHOLE, Field.NAME) for text in with_a_letter_wrong(word))
    yield from ((text, Weight.BEGINNING, Field.NAME) for text in pairs_of(words))


def _texts_of_email(email: str | None) -> Iterator[_Told]:
    """Pieces from inside are of the part before the domain: many share a domain, and know how it begins."""
    mailbox, _, domain = (email or "").rpartition("@")
    for word in _words(mailbox):
        yield from ((text, weight, Field.EMAIL) for text, weight in pieces_of(word).items())
    for word in _words(domain):
        yield from ((text, weight, Field.EMAIL) for text, weight in beginnings_of(word).items())
    yield from ((text, Weight.BEGINNING, Field.EMAIL) for text in pairs_of(_words(email or "")))


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(split_words(text)))[:_MOST_WORDS]
