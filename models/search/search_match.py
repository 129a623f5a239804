"""Why a search finds a customer: what matches, and how well."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from models.search.entries import email_text, entries_of_customer, phone_texts, value_text
from models.search.pieces import Weight, mistyped, pieces_asked
from models.search.search_terms import SearchTerms


class SearchMatchKind(StrEnum):
    """What matched; of equal weight, the first of these is the better match."""

    ID = "ID"
    INVOICE_NUMBER = "INVOICE_NUMBER"
    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CARD = "CARD"
    AMOUNT = "AMOUNT"
    METADATA = "METADATA"


class SearchMatch(NamedTuple):
    """`text` is what matched, as it is stored, and `object_id` the object that has it: the customer's or one's."""

    kind: SearchMatchKind
    text: str
    object_id: str


class Weighed(NamedTuple):
    """A match and how well it fits."""

    weight: Weight
    match: SearchMatch


class CustomerTexts(NamedTuple):
    """What a customer's own row says."""

    id: str
    name: str | None
    email: str | None
    phone: str | None
    metadata: Mapping[str, str]


_RANKS = {kind: rank for rank, kind in enumerate(SearchMatchKind)}


def better_of(one: Weighed | None, other: Weighed | None) -> Weighed | None:
    """The one that fits better."""
    return max((each for each in (one, other) if each is not None), key=_rank, default=None)


def match_of_row(terms: SearchTerms, customer: CustomerTexts) -> Weighed | None:
    """The best match of a customer's own row; None where only what is theirs matches, or nothing does."""
    if terms.identifier == customer.id:
        return Weighed(Weight.ID, SearchMatch(SearchMatchKind.ID, customer.id, customer.id))
    return _match_of_value(terms, customer) or better_of(
        _match_of_name(terms, customer), _match_of_email(terms, customer)
    )


def _rank(found: Weighed) -> tuple[int, int]:
    return found.weight, -_RANKS[found.match.kind]


def _match_of_value(terms: SearchTerms, customer: CustomerTexts) -> Weighed | None:
    if customer.email and email_text(customer.email) in terms.exact:
        return _weighed(Weight.EXACT, SearchMatchKind.EMAIL, customer.email, customer)
    if not set(phone_texts(customer.phone or "")).isdisjoint(terms.exact):
        return _weighed(Weight.EXACT, SearchMatchKind.PHONE, customer.phone, customer)
    pairs = (f"{key}: {value}" for key, value in customer.metadata.items() if value_text(value) in terms.exact)
    pair = next(pairs, None)
    return None if pair is None else _weighed(Weight.EXACT, SearchMatchKind.METADATA, pair, customer)


def _match_of_name(terms: SearchTerms, customer: CustomerTexts) -> Weighed | None:
    weights = {text: weight for text, weight, _ in entries_of_customer(customer.name, None, None, {})}
    weight = _least_weight(terms, weights)
    is_alone = len(terms.words) == 1
    if weight is None and all(_may_be_mistyped(word, is_alone, weights) for word in terms.words):
        weight = Weight.INSIDE
    return None if weight is None else _weighed(weight, SearchMatchKind.NAME, customer.name, customer)


def _match_of_email(terms: SearchTerms, customer: CustomerTexts) -> Weighed | None:
    weights = {text: weight for text, weight, _ in entries_of_customer(None, customer.email, None, {})}
    weight = _least_weight(terms, weights)
    return None if weight is None else _weighed(weight, SearchMatchKind.EMAIL, customer.email, customer)


def _least_weight(terms: SearchTerms, weights: Mapping[str, int]) -> Weight | None:
    """How well the words of one text are matched: as well as the worst of them; None where not all are."""
    if all(word in weights for word in terms.words):
        return Weight(min(weights[word] for word in terms.words))
    pieces = [piece for word in terms.words for piece in pieces_asked(word)]
    return Weight.INSIDE if all(piece in weights for piece in pieces) else None


def _may_be_mistyped(word: str, is_alone: bool, weights: Mapping[str, int]) -> bool:
    return any(form in weights for form in (word, *mistyped(word, is_alone=is_alone)))


def _weighed(weight: Weight, kind: SearchMatchKind, text: str | None, customer: CustomerTexts) -> Weighed:
    return Weighed(weight, SearchMatch(kind, (text or "").strip(), customer.id))
