"""Refreshes stored figures: a write invalidates them, and upkeep computes them again.

So no write waits for the computation, and outdated figures are never shown.
"""

from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.values.instant import Instant
from models.values.pauses import pause_after
from resolvers.figures.figures import ComputedFigures, compute_figures
from resolvers.isolating import isolate
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.dialects import dialect_of


class Refreshed(NamedTuple):
    """How many customers had their turn, and the errors of those whose figures could not be computed, by id."""

    customers: int
    failed: dict[str, Exception]


async def refresh_figures(transaction: ScopedTransaction, most: int) -> Refreshed:
    """Computes and stores outdated figures of at most `most` customers.

    Their rows are locked: a transaction that writes what they are computed from waits, and then invalidates them again.
    Customers that another transaction has locked are skipped. Whose figures can't be computed has the next turn after a
    pause.
    """
    failures = {row.id: row.failures for row in await transaction.connection.execute(_out_of_date(transaction, most))}
    if not failures:
        return Refreshed(0, {})

    async def compute(ids: list[str]) -> dict[str, ComputedFigures]:
        # What a failed statement leaves undone must not fail the others'.
        async with transaction.connection.begin_nested():
            return await compute_figures(transaction, transaction.now, ids)

    # Only now, with the rows locked, does a statement see all that others have committed.
    computed, failed = await isolate(compute, list(failures))
    rows = [_row(transaction, key, each, 0) for key, each in computed.items()]
    rows += [_failed_row(transaction, key, failures[key] + 1) for key in failed]
    await transaction.connection.execute(dialect_of(transaction.connection).upsert(FIGURES, frozenset()), rows)
    return Refreshed(len(rows), failed)


def _failed_row(transaction: ScopedTransaction, customer_id: str, failures: int) -> dict[str, Any]:
    until = Instant(transaction.now + pause_after(failures))
    return _row(transaction, customer_id, ComputedFigures(None, until), failures)


def _row(transaction: ScopedTransaction, customer_id: str, figures: ComputedFigures, failures: int) -> dict[str, Any]:
    values = {"figures": figures.text, "since": transaction.now, "until": figures.until, "failures": failures}
    return {**transaction.scope, "id": customer_id, **values}


def _out_of_date(transaction: ScopedTransaction, most: int) -> Select[Any]:
    is_meant = [FIGURES.c[name] == value for name, value in transaction.scope.items()]
    found = select(FIGURES.c.id, FIGURES.c.failures).where(*is_meant, FIGURES.c.until <= transaction.now)
    return found.order_by(FIGURES.c.until, FIGURES.c.id).limit(most).with_for_update(skip_locked=True)
