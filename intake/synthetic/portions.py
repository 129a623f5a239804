"""Synthetic customers in portions: first the catalogue, then all objects of some customers after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.files.arrival import Arrival
from intake.report import Place
from intake.synthetic.generator import generate_catalogue, generate_customers
from models.values.instant import Instant

# Two such portions are stored in one transaction.
_CUSTOMERS = 500
# The kinds of what all customers share.
CATALOGUE = frozenset({"product", "price", "coupon", "tax_rate"})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What all customers share; see `generate_objects`."""

    seed: int
    now: Instant
    done: float = 0

    def read(self) -> Iterator[Arrival]:
        """Its objects, each at number 0."""
        yield from (Arrival(Place("generate", 0), item) for item in generate_catalogue(self.seed, self.now))


@dataclass(frozen=True, slots=True)
class Customers:
    """Customers `start` to `stop` of all; see `generate_objects`. With them `done` of all are made, from 0 to 1."""

    start: int
    stop: int
    seed: int
    now: Instant
    done: float

    def read(self) -> Iterator[Arrival]:
        """Their objects, each at the number of its customer, from 1."""
        for index in range(self.start, self.stop):
            for item in generate_customers(range(index, index + 1), self.seed, self.now):
                yield Arrival(Place("generate", index + 1), item)


def split_customers(customers: int, seed: int, now: Instant) -> Iterator[Catalogue | Customers]:
    """All portions in their order."""
    yield Catalogue(seed, now)
    for start in range(0, customers, _CUSTOMERS):
        stop = min(customers, start + _CUSTOMERS)
        yield Customers(start, stop, seed, now, stop / customers)
