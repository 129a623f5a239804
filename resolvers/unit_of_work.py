"""Writes: one transaction for one viewer, and at most once for one idempotency key."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import orjson
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.access.viewer import Viewer
from models.billing.idempotency import KEPT_FOR, MAX_KEY_LENGTH, IdempotencyRecord
from resolvers.context import RequestContext
from resolvers.errors import BadInput, Forbidden
from resolvers.scopes import bounds_for
from storage.unavailable import telling_unavailable

Model = TypeVar("Model", bound=SQLModel)
Answer = dict[str, Any]
Act = Callable[[AsyncSession], Awaitable[Answer]]

# An insert that can meet a row of the same key, for each dialect.
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

# PostgreSQL keeps no NUL, and half a surrogate pair has no UTF-8: refused alike on both databases.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class IdempotencyConflict(Exception):
    """The key was used for another input in the last 24 hours."""


def require_operator(viewer: Viewer) -> None:
    """Raises Forbidden for anyone who may not change things."""
    if not viewer.may_cancel:
        raise Forbidden("This needs the operator role.")


async def write_once(context: RequestContext, mutation: str, key: str | None, given: Answer, act: Act) -> Answer:
    """`act` in one transaction; its answer must be JSON, and is given again to the same key and input.

    Raises IdempotencyConflict for the same key with another input, and BadInput for a key that is no key
    and for text that can't be stored.
    """
    _check(key, given)
    with telling_unavailable():
        answer = await _in_transaction(context, mutation, key, given, act)
    context.loaders.clear()
    return answer


async def lock_row(session: AsyncSession, viewer: Viewer, model: type[Model], row_id: str) -> Model | None:
    """The viewer's row, locked until the transaction ends; None for an unknown id and for someone else's."""
    mine = select(model).where(bounds_for(model, viewer), model.id == row_id)  # type: ignore[attr-defined]
    # Its key stays as it is: whoever writes a row that refers to it need not wait.
    return (await session.exec(mine.with_for_update(key_share=True))).one_or_none()


def _check(key: str | None, given: Answer) -> None:
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY_LENGTH} characters.")
    if any(isinstance(value, str) and _UNSTORABLE.search(value) for value in (key, *given.values())):
        raise BadInput("A text holds a NUL or half a surrogate pair, which can't be stored.")


async def _in_transaction(context: RequestContext, mutation: str, key: str | None, given: Answer, act: Act) -> Answer:
    async with context.database.sessions() as session, session.begin():
        return await (act(session) if key is None else _once(context, session, mutation, key, given, act))


async def _once(
    context: RequestContext, session: AsyncSession, mutation: str, key: str, given: Answer, act: Act
) -> Answer:
    record = {"mutation": mutation, "key": key}
    input_hash = hashlib.sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()
    mine = _equal(IdempotencyRecord, _scope(context.viewer) | record)
    if not await _claim(context, session, mine, {**record, "input_hash": input_hash}):
        return await _first_answer(session, mine, input_hash)
    answer = await act(session)
    await session.exec(update(IdempotencyRecord).where(*mine).values(answer=answer))
    return answer


async def _claim(context: RequestContext, session: AsyncSession, mine: list[Any], record: dict[str, Any]) -> bool:
    # The insert waits for another transaction that holds the same key, so only one of them ever acts.
    now, viewer = context.now, context.viewer
    await session.exec(
        delete(IdempotencyRecord).where(*mine, IdempotencyRecord.created_at <= now - KEPT_FOR)  # type: ignore[arg-type]
    )
    insert = INSERT[context.database.dialect](IdempotencyRecord).values(
        project_id=viewer.project_id, live_mode=viewer.live_mode, created_at=now, **record
    )
    claimed = await session.exec(insert.on_conflict_do_nothing())
    return bool(claimed.rowcount)


async def _first_answer(session: AsyncSession, mine: list[Any], input_hash: str) -> Answer:
    record = (await session.exec(select(IdempotencyRecord).where(*mine))).one()
    if record.input_hash != input_hash or record.answer is None:
        raise IdempotencyConflict("This idempotency key was used with another input.")
    answer: Answer = record.answer
    return answer


def _scope(viewer: Viewer) -> dict[str, Any]:
    # A key is used once in its project and mode, whoever uses it.
    return {"project_id": viewer.project_id, "live_mode": viewer.live_mode}


def _equal(model: Any, values: dict[str, Any]) -> list[Any]:
    return [getattr(model, name) == value for name, value in values.items()]
