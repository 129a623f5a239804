"""What is looked for when somebody types or pastes a text."""

import re
from dataclasses import dataclass

from models.search.amounts import read_amount
from models.search.entries import (
    amount_text,
    beginning_of_number,
    card_text,
    email_text,
    number_text,
    value_text,
)
from models.search.letters import split_words
from models.search.pasted import named_numbers, shown_card, unwrap, value_of_pair
from models.search.phones import read_phone
from models.search.pieces import cut

MOST_WORDS = 8
# Customers may have ids of any form.
_ID = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a text may be: an object's id, texts of whole values, the beginning of a number, and words.

    Those words are `common` that stand behind an "@": many share a domain.
    """

    identifier: str | None
    exact: tuple[str, ...]
    number: str | None
    words: tuple[str, ...]
    common: frozenset[str] = frozenset()

    @property
    def id_prefix(self) -> str | None:
        """What the id begins with, which tells the kind of its object."""
        return self.identifier and self.identifier.partition("_")[0]


def read_terms(text: str) -> SearchTerms | None:
    """None for a text without any letter or digit, which finds nothing."""
    text = unwrap(text.strip())
    words = list(dict.fromkeys(map(cut, split_words(text))))[:MOST_WORDS]
    if not words:
        return None
    is_id = _ID.fullmatch(text) is not None
    _, at, domain = text.rpartition("@")
    common = frozenset(map(cut, split_words(domain))) if at else frozenset()
    return SearchTerms(text if is_id else None, tuple(_exact(text)), beginning_of_number(text), tuple(words), common)


def _exact(text: str) -> list[str]:
    found = [value_text(text)]
    if "@" in text:
        found.append(email_text(text))
    if number := number_text(text):
        found.append(number)
    found += [number for each in named_numbers(text) if (number := number_text(each))]
    if card := shown_card(text):
        found.append(card_text(card))
    if value := value_of_pair(text):
        found.append(value_text(value))
    if amount := read_amount(text):
        found.append(amount_text(*amount))
    phone = read_phone(text)
    if phone is not None:
        found += [f"p:{phone.whole}", f"q:{phone.whole}"]
        # It may be stored without the country's code.
        found += [] if phone.national is None else [f"p:{phone.national}"]
    return sorted(set(found))
