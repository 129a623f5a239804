"""Refreshes stored figures: a write invalidates them, and upkeep computes them again.

So no write waits for the computation, and outdated figures are never shown.
"""

from typing import Any

from sqlalchemy import Select, select

from resolvers.figures.figures import compute_figures
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.dialects import dialect_of


async def refresh_figures(transaction: ScopedTransaction, most: int) -> int:
    """Computes and stores outdated figures of at most `most` customers; returns how many there were.

    Their rows are locked: a transaction that writes what they are computed from waits, and then invalidates them again.
    Customers that another transaction has locked are skipped.
    """
    ids = list((await transaction.connection.execute(_out_of_date(transaction, most))).scalars())
    if not ids:
        return 0
    # Only now, with the rows locked, does a statement see all that others have committed.
    computed = await compute_figures(transaction, transaction.now, ids)
    rows = [
        {**transaction.scope, "id": key, "figures": each.text, "since": transaction.now, "until": each.until}
        for key, each in computed.items()
    ]
    await transaction.connection.execute(dialect_of(transaction.connection).upsert(FIGURES, frozenset()), rows)
    return len(ids)


def _out_of_date(transaction: ScopedTransaction, most: int) -> Select[Any]:
    is_meant = [FIGURES.c[name] == value for name, value in transaction.scope.items()]
    found = select(FIGURES.c.id).where(*is_meant, FIGURES.c.until <= transaction.now)
    return found.order_by(FIGURES.c.until, FIGURES.c.id).limit(most).with_for_update(skip_locked=True)
