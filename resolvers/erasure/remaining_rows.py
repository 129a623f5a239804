"""The rows that an erasure leaves of a large customer: removed afterwards, in pieces, by command or service.

Each piece is a transaction. After a crash, what is left is found by reading.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.erasure import Erasure
from models.ownership import table_of
from models.values.instant import Instant
from resolvers.erasure.customer_rows import AS_PARAMETERS, CustomerRows, customer_rows
from resolvers.erasure.steps import AT_ONCE, Step, steps_of_end, steps_of_erasure, take
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.summaries.touched import Touched
from storage.database import Database
from storage.unavailable import telling_unavailable

_ERASURE = table_of(Erasure)
# Keys are read before rows are written, so that a read skips few rows.
_READ_AT_ONCE = 20 * AT_ONCE

Steps = Callable[[CustomerRows], Iterator[Step]]


class RemainingRows:
    """The remaining rows of the customer whom the `erasure` names."""

    def __init__(self, database: Database, reads: Reads, erasure: Mapping[str, Any], now: Instant) -> None:
        self._database = database
        self._reads = reads
        self._now = now
        self._customer = customer_rows(erasure["project_id"], erasure["live_mode"], erasure["customer_id"])
        self._is_it = (
            self._customer.scope_of(_ERASURE),
            _ERASURE.c.customer_hash == erasure["customer_hash"],
        )

    async def erase(self) -> dict[str, Any]:
        """Takes all of them, and returns the updated row of `Erasure`; raises DatabaseUnavailable.

        It ends when nothing is left after all imports have ended that may have started before the erasure.
        """
        while True:
            erasure = await self._wait_for_imports()
            if not await self._take_all(steps_of_erasure, is_counted=True):
                return erasure

    async def remove(self) -> None:
        """Removes what was emptied, once nothing must be kept any more; raises DatabaseUnavailable."""
        await self._take_all(steps_of_end, is_counted=False)

    async def _take_all(self, steps: Steps, *, is_counted: bool) -> bool:
        """Does all steps in order; returns whether any row was left."""
        had_any = False
        for place, step in enumerate(steps(self._customer)):
            while keys := await self._find(steps, place):
                had_any = True
                for start in range(0, len(keys), AT_ONCE):
                    await self._take_some(step, keys[start : start + AT_ONCE], is_counted)
        return had_any

    async def _wait_for_imports(self) -> dict[str, Any]:
        with telling_unavailable():
            async with self._database.engine.begin() as connection:
                await self._database.dialect.wait_for_readers(connection, _ERASURE)
                return dict((await connection.execute(select(_ERASURE).where(*self._is_it))).mappings().one())

    async def _find(self, steps: Steps, place: int) -> list[Any]:
        _, _, customer_id, mention = self._customer
        return await self._reads.fetch(
            _left, steps, place, customer_id=customer_id, mention=mention, most=_READ_AT_ONCE
        )

    async def _take_some(self, step: Step, keys: Sequence[Any], is_counted: bool) -> None:
        customer = self._customer
        with telling_unavailable():
            async with self._database.engine.begin() as connection:
                # Of two processes one waits here, and finds what the other has done.
                counted = (await connection.execute(select(_ERASURE).where(*self._is_it).with_for_update())).one()
                touched = Touched(connection, customer.project_id, customer.live_mode, self._now)
                count = await take(connection, touched, customer, step, keys)
                await touched.update_derived()
                if is_counted:
                    await self._count(connection, step, counted, count)

    async def _count(self, connection: AsyncConnection, step: Step, counted: Any, count: int) -> None:
        name = "removed" if step.values is None else "emptied"
        counts = Counter(getattr(counted, name)) + Counter({str(step.table.name): count})
        await connection.execute(update(_ERASURE).where(*self._is_it).values({_ERASURE.c[name]: dict(counts)}))


def _left(_: Scope, steps: Steps, place: int) -> Select[Any]:
    return list(steps(AS_PARAMETERS))[place].find(number_parameter("most"))
