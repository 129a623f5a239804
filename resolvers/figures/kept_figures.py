"""Keeps the figures of customers: after a write they are out of date until upkeep computes them anew.

So no write waits for them, and none are shown that are out of date.
"""

from typing import Any

from sqlalchemy import Select, select

from resolvers.figures.figures import compute_figures
from resolvers.summaries.keeping import Keeping
from resolvers.summaries.outdated_figures import FIGURES
from storage.dialects import dialect_of


async def keep_figures(keeping: Keeping, most: int) -> int:
    """Computes the figures of at most so many customers that are out of date; of how many.

    Their rows are locked: who writes what figures follow from waits, and then takes them away again. Customers that
    someone else has locked are passed over.
    """
    ids = list((await keeping.connection.execute(_out_of_date(keeping, most))).scalars())
    if not ids:
        return 0
    # Only now, with the rows locked, does a statement see all that others have committed.
    computed = await compute_figures(keeping, keeping.now, ids)
    rows = [
        {**keeping.scope, "id": key, "figures": each.text, "since": keeping.now, "until": each.until}
        for key, each in computed.items()
    ]
    await keeping.connection.execute(dialect_of(keeping.connection).upsert(FIGURES, frozenset()), rows)
    return len(ids)


def _out_of_date(keeping: Keeping, most: int) -> Select[Any]:
    is_meant = [FIGURES.c[name] == value for name, value in keeping.scope.items()]
    found = select(FIGURES.c.id).where(*is_meant, FIGURES.c.until <= keeping.now)
    return found.order_by(FIGURES.c.until, FIGURES.c.id).limit(most).with_for_update(skip_locked=True)
