"""A unit of work: one change for one viewer, in one transaction, with the event that records it.

A write reads from top to bottom: return the first answer if there is one, lock a row, change it by its own
rules, record the event, finish the answer. `resolvers.subscriptions.changes` shows how.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.access.viewer import Viewer
from models.billing.event import Actor, CustomersRow, Event, EventType, make_event
from models.refusal import Refusal
from models.scoped import Identified
from models.values.ids import mint_id
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.idempotency import KeyedAnswer, StoredAnswer, WriteRequest
from resolvers.scopes import bounds_for
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.outdated_figures import invalidate_figures
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.unavailable import telling_unavailable


class Answer(Protocol):
    """What a write returns; it becomes JSON only if it is stored for an idempotency key."""

    @classmethod
    def refuse(cls, refusal: Refusal) -> Self:
        """The answer of a write that was refused."""

    @classmethod
    def load(cls, stored: StoredAnswer) -> Self:
        """The answer that `dump` wrote."""

    def dump(self) -> StoredAnswer:
        """All of the answer as JSON."""


AnyAnswer = TypeVar("AnyAnswer", bound=Answer)
Row = TypeVar("Row", bound=Identified)


@asynccontextmanager
async def unit_of_work(
    context: RequestContext, request: WriteRequest, answer_type: type[AnyAnswer]
) -> AsyncIterator["UnitOfWork[AnyAnswer]"]:
    """Opens the transaction: committed when the block ends, rolled back when it raises.

    Raises BadInput for what can't be stored, and DatabaseUnavailable.
    """
    request.check()
    with telling_unavailable():
        async with context.database.sessions() as session, session.begin():
            keyed = None if request.key is None or request.refusal else KeyedAnswer(context, session, request)
            first_answer = await _first_answer(request, keyed, answer_type)
            work = UnitOfWork(context, session, keyed, first_answer)
            yield work
            await work.update_derived()
    # What was read before the change is out of date.
    context.loaders.clear()
    await context.reads.note_write()


class UnitOfWork(Generic[AnyAnswer]):
    """What a write does in its transaction.

    `first_answer` is what the same idempotency key was answered before. If it is set, return it and change nothing.
    It is also set, to a refusal, for a key that is invalid or was used with another input.

    `now` is the time of the change. It is taken once a row is locked, and is later than the row's last change, so
    that the order of events is that of the changes whatever the clock shows.
    """

    def __init__(
        self,
        context: RequestContext,
        session: AsyncSession,
        keyed: KeyedAnswer | None,
        first_answer: AnyAnswer | None,
    ) -> None:
        self.first_answer = first_answer
        self.now = context.now
        self._context, self._session, self._keyed = context, session, keyed
        self._before: dict[str, dict[str, Any]] = {}
        self._last_change = 0
        self._changed_customers: set[str] = set()

    async def lock(self, model: type[Row], row_id: str) -> Row | None:
        """The viewer's row, locked until the transaction ends; None for an unknown id and for someone else's."""
        viewer, table = self._context.viewer, cast("Any", model)
        wanted = select(table, _newest_event_at(row_id, viewer)).where(bounds_for(table, viewer), table.id == row_id)
        # FOR NO KEY UPDATE: the key does not change, so inserts that refer to it need not wait.
        locked = await self._session.exec(wanted.with_for_update(key_share=True, of=table))
        row, newest_event_at = locked.one_or_none() or (None, None)
        if row is not None:
            self._before[row.id] = row.model_dump()
            changed_here_at = getattr(row, "changed_here_at", None)
            self._last_change = max(self._last_change, changed_here_at or 0, newest_event_at or 0)
        # The clock is read only now: whoever held the lock before has made their change.
        self.now = Instant(max(self._context.clock(), self._last_change + 1))
        return row

    def record(
        self, type_: EventType, row: CustomersRow, *, reason: str | None = None, comment: str | None = None
    ) -> str:
        """Adds the event that says what changed in a locked row, by whom and why; returns the event's id."""
        viewer = self._context.viewer
        actor = Actor(viewer.name, viewer.credential_id)
        event = make_event(mint_id("evt", self.now), type_, self._before[row.id], row, actor, self.now)
        event.reason, event.comment = reason, comment
        self._session.add(event)
        self._changed_customers.add(event.customer_id)
        return event.id

    async def update_derived(self) -> None:
        """At the end: updates the derived rows of each customer for whom an event was recorded."""
        if self._changed_customers:
            await self._session.flush()
            viewer, connection = self._context.viewer, await self._session.connection()
            transaction = ScopedTransaction(connection, viewer.project_id, viewer.live_mode, self.now)
            await update_facets(transaction, self._changed_customers, self._changed_customers)
            await invalidate_figures(transaction, self._changed_customers)

    async def finish(self, answer: AnyAnswer) -> AnyAnswer:
        """Returns the answer, and stores it for the idempotency key if there is one."""
        if self._keyed is not None:
            await self._keyed.store(answer.dump())
        return answer


async def _first_answer(
    request: WriteRequest, keyed: KeyedAnswer | None, answer_type: type[AnyAnswer]
) -> AnyAnswer | None:
    if request.refusal is not None:
        return answer_type.refuse(request.refusal)
    try:
        stored = None if keyed is None else await keyed.claim()
    except Refusal as conflict:
        return answer_type.refuse(conflict)
    return None if stored is None else answer_type.load(stored)


def _newest_event_at(subject_id: str, viewer: Viewer) -> Any:
    # Read in the locking statement; changes committed later show in `changed_here_at`.
    its_own = (Event.project_id == viewer.project_id, Event.live_mode == viewer.live_mode)
    return select(func.max(Event.created_at)).where(*its_own, Event.subject_id == subject_id).scalar_subquery()
