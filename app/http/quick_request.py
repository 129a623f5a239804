"""A request that is quick to look into: Starlette's goes through all headers for each, and wraps what it holds."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope

Raw = Sequence[tuple[bytes, bytes]]


class QuickHeaders(dict[str, str]):
    """By name, which must be asked for in lower case; of several of one name the first, as Starlette has it."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Raw) -> None:
        super().__init__({name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(raw)})
        self._raw = raw

    def getlist(self, key: str) -> list[str]:
        """All of that name: a request may bring its cookies in several headers."""
        return [value.decode("latin-1") for name, value in self._raw if name == key.encode("latin-1")]


class QuickRequest(Request[Any]):
    """Like any other, but that `state` is the dictionary itself: its values have no names of their own.

    An ASGI server gives the names of headers in lower case.
    """

    # Attributes in place of properties, for each is looked at several times.
    method: str = ""
    headers: Any = None
    state: Any = None

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self.method = scope["method"]
        self.headers = QuickHeaders(scope["headers"])
        self.state = scope["state"]
