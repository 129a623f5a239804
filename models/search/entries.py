"""What finds a customer: the texts of its own row, and of its payments, invoices and payment methods."""

import hashlib
from collections.abc import Mapping
from enum import IntFlag

from models.search.letters import split_words
from models.search.phones import read_phone
from models.search.pieces import Weight, beginnings_of, cut, inside_of, pairs_of, with_a_letter_wrong
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


_NAME, _EMAIL, _PHONE, _INVOICE_NUMBER, _CARD, _AMOUNT, _METADATA = (field.value for field in Field)
_INSIDE, _BEGINNING, _WHOLE, _EXACT = (
    weight.value for weight in (Weight.INSIDE, Weight.BEGINNING, Weight.WHOLE, Weight.EXACT)
)

# A text that finds a customer, how well (`Weight`), and the fields that have it (`Field`). Words and their pieces stand
# for themselves; whole values begin with a letter and a colon, which no word has. A customer has a hundred: the numbers
# are plain, as a driver takes those in half the time.
Entry = tuple[str, int, int]


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
    exact = dict.fromkeys(phone_texts(phone or ""), _PHONE)
    if email:
        exact[email_text(email)] = _EMAIL
    for key, value in metadata.items():
        exact[pair_text(key, value)] = _METADATA
    exact |= dict.fromkeys(_texts_of_values(metadata), _METADATA)
    return {(text, _EXACT, field) for text, field in exact.items()} | _of_words(name or "", email or "")


def entries_of_values(metadata: Mapping[str, str] | None) -> set[Entry]:
    """What the metadata of a customer's object say: the values alone, since a pair is looked for in the customer's."""
    return {(text, _EXACT, _METADATA) for text in _texts_of_values(metadata or {})}


def entries_of_amounts(currency: str, *minor_units: int) -> set[Entry]:
    """What the amounts of a payment or an invoice say; nothing is found by zero."""
    return {(amount_text(currency, amount), _EXACT, _AMOUNT) for amount in minor_units if amount}


def entries_of_card(last4: str | None) -> set[Entry]:
    """What the last digits of a card say."""
    return {(card_text(last4), _EXACT, _CARD)} if last4 else set()


def entries_of_number(number: str | None) -> set[Entry]:
    """What an invoice's number says: the whole, and its beginnings."""
    text = number_text(number or "")
    if text is None:
        return set()
    last = min(len(text), 2 + _MOST_OF_NUMBER)
    found = {(text[:end], _BEGINNING, _INVOICE_NUMBER) for end in range(2 + _LEAST_OF_NUMBER, last + 1)}
    found.add((text, _EXACT, _INVOICE_NUMBER))
    return found


def beginning_of_number(text: str) -> str | None:
    """The text that finds the numbers that begin like this; None for one that is too short."""
    found = number_text(text)
    return None if found is None or len(found) < 2 + _LEAST_OF_NUMBER else found[: 2 + _MOST_OF_NUMBER]


def _texts_of_values(metadata: Mapping[str, str]) -> set[str]:
    return {value_text(value) for value in metadata.values() if value.strip() and len(value) <= MOST_EXACT}


def _of_words(name: str, email: str) -> set[Entry]:
    names, emails = _texts_of_name(name), _texts_of_email(email)
    both = names.keys() & emails.keys()
    found = {(text, max(names.pop(text), emails.pop(text)), _NAME | _EMAIL) for text in both}
    found.update([(text, weight, _NAME) for text, weight in names.items()])
    found.update([(text, weight, _EMAIL) for text, weight in emails.items()])
    return found


def _texts_of_name(name: str) -> dict[str, int]:
    """Each text with its best weight."""
    words = _words(name)
    found: dict[str, int] = {}
    for word in words:
        found.update(dict.fromkeys(inside_of(word), _INSIDE))
    for word in words:
        found.update(dict.fromkeys(beginnings_of(word), _BEGINNING))
    found.update(dict.fromkeys(pairs_of(words), _BEGINNING))
    for word in words:
        found.update(dict.fromkeys(with_a_letter_wrong(word), _WHOLE))
        found[cut(word)] = _WHOLE
    return found


def _texts_of_email(email: str) -> dict[str, int]:
    """The same. Pieces from inside are of the part before the domain: many share one, and know how it begins."""
    mailbox, _, domain = email.rpartition("@")
    own = _words(mailbox)
    words = [*own, *_words(domain)]
    found: dict[str, int] = {}
    for word in own:
        found.update(dict.fromkeys(inside_of(word), _INSIDE))
    for word in words:
        found.update(dict.fromkeys(beginnings_of(word), _BEGINNING))
    found.update(dict.fromkeys(pairs_of(_words(email)), _BEGINNING))
    found.update(dict.fromkeys(map(cut, words), _WHOLE))
    return found


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(split_words(text)))[:_MOST_WORDS]
