"""Which object of a customer says what a search found: an invoice's number, a card or an amount."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, literal_column, select

from models.billing.customer import Customer
from models.billing.invoice import Invoice
from models.search.entries import Field, value_text
from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from models.search.search_match import SearchMatch, SearchMatchKind, Weighed, better_of
from models.search.search_terms import SearchTerms
from models.values.instant import Instant
from models.values.money import decimal_text
from resolvers.has_many import HasMany
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.relations import INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER, PAYMENT_METHODS_OF_CUSTOMER
from resolvers.scopes import Scope
from resolvers.summaries.entry_sources import ALL
from storage.statements import among

# Of each customer, the newest of a kind: an older one that says it is not named.
LOOKED_THROUGH = 100

_KINDS = {
    Field.INVOICE_NUMBER: SearchMatchKind.INVOICE_NUMBER,
    Field.CARD: SearchMatchKind.CARD,
    Field.AMOUNT: SearchMatchKind.AMOUNT,
    Field.METADATA: SearchMatchKind.METADATA,
}
_WEIGHTS = (Weight.EXACT, Weight.BEGINNING)
_LISTS: dict[SearchMatchKind, tuple[HasMany[Any], ...]] = {
    SearchMatchKind.INVOICE_NUMBER: (INVOICES_OF_CUSTOMER,),
    SearchMatchKind.CARD: (PAYMENT_METHODS_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER),
    SearchMatchKind.AMOUNT: (PAYMENT_INTENTS_OF_CUSTOMER, INVOICES_OF_CUSTOMER),
    SearchMatchKind.METADATA: (PAYMENT_INTENTS_OF_CUSTOMER,),
}
# How the texts begin that only objects have, and those that a customer's own row may have as well.
OWN_TO_OBJECTS, OF_METADATA = ("n:", "c:", "a:"), ("m:",)


class _Object(NamedTuple):
    """Its id, and what it says that matches: for a number, as it is written."""

    id: str
    text: str


class _Told(NamedTuple):
    """A text by which a customer is found, and the match without its object yet."""

    text: str
    weighed: Weighed


async def find_object_matches(
    reads: Reads, now: Instant, terms: SearchTerms, keys: list[str], beginnings: tuple[str, ...] = OWN_TO_OBJECTS
) -> dict[str, Weighed]:
    """By customer, the best match of what is theirs; an object beyond LOOKED_THROUGH is told as the customer."""
    best = await _best_of_each(reads, terms, keys, beginnings) if keys else {}
    objects = await _find_objects(reads, now, terms, best)
    return {customer: _with_object(told.weighed, objects.get(customer)) for customer, told in best.items()}


def _with_object(weighed: Weighed, found: _Object | None) -> Weighed:
    if found is None:
        return weighed
    return weighed._replace(match=weighed.match._replace(text=found.text, object_id=found.id))


async def _best_of_each(
    reads: Reads, terms: SearchTerms, keys: list[str], beginnings: tuple[str, ...]
) -> dict[str, _Told]:
    texts = [text for text in (*terms.exact, terms.number) if text is not None and text.startswith(beginnings)]
    if not texts:
        return {}
    best: dict[str, _Told] = {}
    for customer, text, weight, fields in await reads.fetch(_entries_of_each, keys=keys, texts=sorted(set(texts))):
        match = SearchMatch(_KINDS[Field(fields)], _shown(text), customer)
        weighed, known = Weighed(Weight(weight), match), best.get(customer)
        if known is None or better_of(known.weighed, weighed) is weighed:
            best[customer] = _Told(text, weighed)
    return best


async def _find_objects(reads: Reads, now: Instant, terms: SearchTerms, best: dict[str, _Told]) -> dict[str, _Object]:
    found: dict[str, _Object] = {}
    by_kind: dict[SearchMatchKind, dict[str, str]] = defaultdict(dict)
    for customer, told in best.items():
        by_kind[told.weighed.match.kind][customer] = told.text
    for kind, text_of in by_kind.items():
        if kind is SearchMatchKind.INVOICE_NUMBER and terms.identifier is not None:
            written = sorted({change(terms.identifier) for change in (str, str.upper, str.lower)})
            rows = await reads.fetch(_numbered, keys=list(text_of), numbers=written)
            found |= {customer: _Object(identifier, number) for customer, identifier, number in rows}
        for relation in _LISTS[kind]:
            found |= await _find_in(reads, now, relation, {one: text_of[one] for one in text_of.keys() - found.keys()})
    return found


async def _find_in(reads: Reads, now: Instant, relation: HasMany[Any], text_of: dict[str, str]) -> dict[str, _Object]:
    """The newest of each customer's that says the customer's text."""
    if not text_of:
        return {}
    source = ALL[relation.child.__table__]
    columns = ("id", *source.attributes)
    pages = await relation.page(PageRequest(LOOKED_THROUGH)).read_rows(reads, now, sorted(text_of), columns)
    found: dict[str, _Object] = {}
    for customer, rows in pages.items():
        text = text_of[customer]
        for row in rows:
            values = source.decode(row[1:])
            if text in (entry[0] for entry in source.entries(*values)):
                found[customer] = _Object(row[0], _shown(text, values))
                break
    return found


def _shown(text: str, values: Sequence[Any] = ()) -> str:
    """An entry's text as people read it: a number as its invoice has it, and a value with its name.

    Both are the last of the values.
    """
    kind, shown = text[:2], text[2:]
    if kind == "m:" and values:
        return next(f"{name}: {value}" for name, value in values[-1].items() if value_text(value) == text)
    if kind == "a:":
        currency, _, minor = shown.partition(":")
        return f"{decimal_text(int(minor), currency)} {currency}"
    return str(values[-1]) if kind == "n:" and values else shown


def _entries_of_each(scope: Scope) -> Select[Any]:
    """The entries with these texts of the customers bound as `keys`."""
    customer, entry = scope.table(Customer), scope.table(SearchEntry)
    listed = scope.dialect.elements_of("keys")
    of_list = and_(scope.bounds(customer), customer.c.id == listed.c.value)
    its_own = and_(
        scope.bounds(entry),
        among(entry.c.text, "texts", scope.dialect),
        entry.c.weight.in_([literal_column(str(int(weight))) for weight in _WEIGHTS]),
        entry.c.created_at == customer.c.created_at,
        entry.c.customer_id == customer.c.id,
    )
    join = scope.dialect.join_in_order
    source = join(join(listed, customer, of_list), entry, its_own)
    return select(entry.c.customer_id, entry.c.text, entry.c.weight, entry.c.fields).select_from(source)


def _numbered(scope: Scope) -> Select[Any]:
    invoice = scope.table(Invoice)
    of_these = among(invoice.c.customer_id, "keys", scope.dialect)
    numbered = among(invoice.c.number, "numbers", scope.dialect)
    newest = select(invoice.c.customer_id, invoice.c.id, invoice.c.number).where(scope.bounds(invoice), numbered)
    return newest.where(of_these).order_by(invoice.c.created_at, invoice.c.id)
