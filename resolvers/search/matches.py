"""Why a search found customers, for a page of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, select

from models.billing.customer import Customer
from models.scoped import columns_of
from models.search.pieces import Weight
from models.search.search_match import (
    CustomerTexts,
    SearchMatch,
    SearchMatchKind,
    Weighed,
    better_of,
    match_of_row,
)
from models.search.search_terms import SearchTerms, read_terms
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.search.id_tables import known_prefix, owners_of_id
from resolvers.search.object_matches import OF_METADATA, find_object_matches
from storage.statements import among


@dataclass(frozen=True)
class MatchesOfSearch:
    """The batch that loads the best match of a search by customer id; None where it does not match, or for no search.

    It makes one statement, and a few more for a text that may be an id, a number, a card or an amount, and where only
    metadata of payments can say why.
    """

    search: str | None

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[SearchMatch | None]:
        """One match a key."""
        terms = read_terms(self.search or "")
        if terms is None:
            return [None] * len(keys)
        best = await _by_id(reads, terms)
        others = await find_object_matches(reads, now, terms, [key for key in keys if key not in best])
        for row in await reads.fetch(_texts_of_each, keys=keys):
            texts = CustomerTexts(*row)
            found = better_of(best.get(texts.id), better_of(match_of_row(terms, texts), others.get(texts.id)))
            if found is not None:
                best[texts.id] = found
        best |= await find_object_matches(reads, now, terms, [key for key in keys if key not in best], OF_METADATA)
        return [best[key].match if key in best else None for key in keys]


async def list_matches(
    context: RequestContext, search: str | None, customers: Sequence[Customer]
) -> list[SearchMatch | None]:
    """Why the search found each of these customers, in their order."""
    batch = MatchesOfSearch(search)
    return await asyncio.gather(*(context.loaders.load(batch, customer.id) for customer in customers))


async def _by_id(reads: Reads, terms: SearchTerms) -> dict[str, Weighed]:
    """By customer, the object of theirs that has the id."""
    identifier, prefix = terms.identifier, known_prefix(terms.id_prefix or "")
    if identifier is None or not prefix:
        return {}
    match = SearchMatch(SearchMatchKind.ID, identifier, identifier)
    rows = await reads.fetch(_owners, prefix, identifier=identifier)
    return {row[0]: Weighed(Weight.ID, match) for row in rows}


def _owners(scope: Scope, prefix: str) -> CompoundSelect[Any]:
    owners: CompoundSelect[Any] = owners_of_id(scope, prefix)
    return owners


def _texts_of_each(scope: Scope) -> Select[Any]:
    table = scope.table(Customer)
    columns = columns_of(Customer, table, ("id", "name", "email", "phone", "extra"))
    return select(*columns).where(scope.bounds(table), among(table.c.id, "keys", scope.dialect))
