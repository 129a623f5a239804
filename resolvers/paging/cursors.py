"""Cursors: opaque texts that stand for a position in one list."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from models.access.viewer import Viewer
from resolvers.errors import BadInput
from resolvers.paging.orders import Order, Position

_CHECK_BYTES = 6
_MAX_CURSOR_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one list: opaque, and good for the viewer's project and mode and this list alone."""

    scope: str
    order: Order

    @classmethod
    def of(cls, viewer: Viewer, list_name: str, order: Order) -> "Cursors":
        """The cursors of the list called `list_name` in this order, for this viewer."""
        return cls(f"{viewer.project_id}|{viewer.live_mode}|{list_name}|{order.name}", order)

    def encode(self, row: Any) -> str:
        """The cursor of a row."""
        return self.encode_position(self.order.position_of(row))

    def encode_position(self, position: Position) -> str:
        """The cursor of the row at this position."""
        return self._seal(orjson.dumps(position))

    def decode(self, cursor: str, argument: str, model: Any) -> Position:
        """The position that a cursor stands for; raises BadInput for a damaged one and for another list's."""
        try:
            payload = base64.urlsafe_b64decode(cursor[:_MAX_CURSOR_LENGTH].encode() + b"==")[_CHECK_BYTES:]
            # Base64 reads many texts as the same bytes: only the one that was given out is a cursor.
            values: Any = orjson.loads(payload) if cursor == self._seal(payload) else None
        except (binascii.Error, ValueError):
            values = None
        if not self.order.is_position(values, model.__table__):
            raise BadInput(f"'{argument}' is not a cursor of this list.")
        return tuple(values)

    def _seal(self, payload: bytes) -> str:
        key = hashlib.sha256(self.scope.encode()).digest()
        check = hashlib.blake2b(payload, digest_size=_CHECK_BYTES, key=key).digest()
        return base64.urlsafe_b64encode(check + payload).decode().rstrip("=")
