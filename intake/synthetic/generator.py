"""The stream of made-up objects: the catalogue first, then one customer's life after another."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from intake.synthetic.catalogue import Catalogue, build_catalogue
from intake.synthetic.customers import build_customer, open_account
from intake.synthetic.people import Country, find_country, list_countries
from intake.synthetic.storybook import Story, story_of
from intake.synthetic.taxes import Rates, build_tax_rates
from models.values.instant import SECOND, Instant

_STRIDE = 11
_HOME_MARKETS = {"en-GB": 6, "en-US": 3, "de-DE": 1, "fr-FR": 1, "en-IE": 1}


def generate_objects(customers: int, seed: int, now: Instant) -> Iterator[dict[str, Any]]:
    """Stripe-shaped products, prices, coupons, tax rates, customers and all that is theirs, as of `now`.

    The same arguments give the same objects, and more customers only add to the end: customer i depends
    on (seed, i, now). Nothing happens after `now` but what is planned (periods, trials, due dates).
    Inner objects may be shared between objects: read them, do not write into them.
    """
    yield from generate_catalogue(seed, now)
    yield from generate_customers(range(customers), seed, now)


def generate_catalogue(seed: int, now: Instant) -> Iterator[dict[str, Any]]:
    """What all customers share: products, prices, coupons and tax rates."""
    catalogue, rates = _share(seed, now // SECOND)
    yield from catalogue.objects()
    yield from (rate.stripe for each in rates.values() for rate in each)


def generate_customers(indexes: range, seed: int, now: Instant) -> Iterator[dict[str, Any]]:
    """Some of the customers and all that is theirs."""
    catalogue, rates = _share(seed, now // SECOND)
    for index in indexes:
        yield from _customer_objects(seed, index, now // SECOND, catalogue, rates)


@lru_cache(1)
def _share(seed: int, now: int) -> tuple[Catalogue, dict[str, Rates]]:
    return build_catalogue(seed, now), build_tax_rates(seed)


def _customer_objects(
    seed: int, index: int, now: int, catalogue: Catalogue, rates: dict[str, Rates]
) -> Iterator[dict[str, Any]]:
    story = story_of(index)
    account = open_account(
        seed,
        index,
        now,
        catalogue,
        rates,
        _country_of(index, story),
        is_company=story.is_company,
    )
    story.tell(account)
    yield from build_customer(account)
    yield from account.list_objects()


def _country_of(index: int, story: Story) -> Country:
    """Each country in turn, the home markets more often; the stride scatters the neighbours of a data file."""
    if story.locale:
        return find_country(story.locale)
    markets = _list_markets()
    return markets[index * _STRIDE % len(markets)]


@cache
def _list_markets() -> tuple[Country, ...]:
    # 52 of them: a number that shares no divisor with the stride and with that of the stories, so that every
    # story is told in every country.
    return (*list_countries(), *(find_country(locale) for locale, more in _HOME_MARKETS.items() for _ in range(more)))
