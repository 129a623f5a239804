"""Compares stored ending cards with computed ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select

from models.billing.customer import Customer
from models.pricing.ending_cards import Span
from models.summaries.ending_card import EndingCard
from resolvers.billing.ending_cards import CardKey, find_ending_cards
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.summaries.differences import MOST_TOLD, Difference
from resolvers.summaries.ending_card_updates import CARDS, COLUMNS, stored_cards
from resolvers.summaries.portions import portions_of_customers


async def find_differing_cards(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of all customers, or of some: of all, also cards of nobody who is there."""
    found: list[Difference] = []
    async for customers in portions_of_customers(reads, customer_ids):
        keys = list(customers)
        kept = {CardKey(*row[:2]): Span(*row[2:]) for row in await reads.fetch(stored_cards, keys=keys)}
        computed = await find_ending_cards(reads, keys)
        found += [
            Difference(CARDS.name, *key, _words(kept.get(key)), _words(computed.get(key)))
            for key in sorted(kept.keys() | computed.keys())
            if kept.get(key) != computed.get(key)
        ]
    if customer_ids is None:
        strays = await reads.fetch(_cards_of_nobody)
        found += [Difference(CARDS.name, row[0], row[1], _words(Span(*row[2:])), None) for row in strays]
    return found[:MOST_TOLD]


def _words(span: Span | None) -> str | None:
    return None if span is None else f"since {span.since}, until {span.until}"


def _cards_of_nobody(scope: Scope) -> Select[Any]:
    card, customer = scope.table(EndingCard, "card"), scope.table(Customer, "customer")
    is_there = exists().where(scope.bounds(customer), customer.c.id == card.c.customer_id)
    return select(*(card.c[name] for name in COLUMNS)).where(scope.bounds(card), ~is_there).limit(MOST_TOLD)
