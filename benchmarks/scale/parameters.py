"""How much data there is, and how much a request may cost more beside more of it."""

from typing import NamedTuple

# Of a request beside many customers, or about a big one, against the same beside few, or about a small one.
MOST_TIMES = 1.3
# Beside heavy queries, a page may take so many times as long as alone, or so many milliseconds more.
MOST_TIMES_BESIDE, MOST_MILLISECONDS_BESIDE = 3, 5.0


class Parameters(NamedTuple):
    """`customers` is a multiple of `few`, `on_postgresql` too; each has `payments` on average at least.

    The big customer has so many payments, a tenth of that invoices, and a 250th subscriptions. `full` customers have
    as many payments and invoices as a heavy list shows. Costs are medians over `rounds`, and `pages` are asked for
    beside heavy lists.
    """

    customers: int = 1_000_000
    on_postgresql: int = 200_000
    few: int = 10_000
    payments: int = 10
    big: int = 500_000
    full: int = 100
    rounds: int = 7
    pages: int = 200

    @classmethod
    def of(cls, customers: int) -> "Parameters":
        """So many customers on SQLite, and a fifth of them on PostgreSQL; at least twice the few."""
        few = cls().few
        return cls(max(2, customers // few) * few, max(2, customers // 5 // few) * few)


# What a customer and all that is theirs takes in the database, with indexes and what is made while it is filled.
BYTES_A_CUSTOMER = 45_000
BYTES_A_PAYMENT = 3_000


def bytes_needed(parameters: Parameters, customers: int) -> int:
    """The disk space that databases of few and of so many customers take."""
    return (customers + parameters.few) * BYTES_A_CUSTOMER + parameters.big * BYTES_A_PAYMENT
