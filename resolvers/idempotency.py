"""Idempotency keys: a key used again with the same input within 24 hours gets the first answer again."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, update
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.billing.idempotency import KEPT_FOR, MAX_KEY_LENGTH, IdempotencyRecord
from models.refusal import Refusal, RefusalCode
from resolvers.context import RequestContext
from resolvers.errors import BadInput

StoredAnswer = dict[str, Any]

# PostgreSQL keeps no NUL, and half a surrogate pair has no UTF-8: refused alike on both databases.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A request for a write: the mutation, its arguments, and the caller's key if there is one."""

    mutation: str
    arguments: dict[str, Any]
    key: str | None

    @property
    def refusal(self) -> Refusal | None:
        """Why its key can't be used; None where it can, or where there is none."""
        if self.key is None or 0 < len(self.key) <= MAX_KEY_LENGTH:
            return None
        return Refusal(RefusalCode.IDEMPOTENCY_KEY_LENGTH, limit=MAX_KEY_LENGTH)

    def check(self) -> None:
        """Raises BadInput for text that can't be stored."""
        if any(isinstance(text, str) and _UNSTORABLE.search(text) for text in (self.key, *self.arguments.values())):
            raise BadInput("A text holds a NUL or half a surrogate pair, which can't be stored.")

    @property
    def input_hash(self) -> str:
        """Differs for different arguments."""
        return hashlib.sha256(orjson.dumps(self.arguments, option=orjson.OPT_SORT_KEYS)).hexdigest()


class KeyedAnswer:
    """The answer stored for a key, in the same transaction as the write."""

    def __init__(self, context: RequestContext, session: AsyncSession, request: WriteRequest) -> None:
        self._context, self._session, self._request = context, session, request
        self._row: list[Any] = [
            IdempotencyRecord.project_id == context.viewer.project_id,
            IdempotencyRecord.live_mode == context.viewer.live_mode,
            IdempotencyRecord.mutation == request.mutation,
            IdempotencyRecord.key == request.key,
        ]

    async def claim(self) -> StoredAnswer | None:
        """Claims the key and returns None: the write is to be done now. If it was claimed before, returns its answer.

        Raises Refusal if the key was used with another input.
        """
        if await self._insert_claim():
            return None
        record = (await self._session.exec(select(IdempotencyRecord).where(*self._row))).one()
        if record.input_hash != self._request.input_hash or record.answer is None:
            raise Refusal(RefusalCode.IDEMPOTENCY_CONFLICT)
        return record.answer

    async def store(self, answer: StoredAnswer) -> None:
        """Stores the answer of the write."""
        await self._session.exec(update(IdempotencyRecord).where(*self._row).values(answer=answer))

    async def _insert_claim(self) -> bool:
        # The insert waits for another transaction that holds the same key, so only one of them ever acts.
        now, viewer = self._context.now, self._context.viewer
        expired: Any = IdempotencyRecord.created_at <= now - KEPT_FOR
        await self._session.exec(delete(IdempotencyRecord).where(*self._row, expired))
        insert = self._context.database.dialect.insert_or_ignore(IdempotencyRecord).values(
            project_id=viewer.project_id,
            live_mode=viewer.live_mode,
            mutation=self._request.mutation,
            key=self._request.key,
            input_hash=self._request.input_hash,
            created_at=now,
        )
        claimed = await self._session.exec(insert)
        return bool(claimed.rowcount)
