"""Where a caller stands with the rates, in headers: by draft 10 of the IETF's "RateLimit header fields for HTTP"."""

import math
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from resolvers.rate_window import RateWindow

NAMES = ("RateLimit", "RateLimit-Policy")

_WINDOWS = "calmony.rate_windows"
# The draft counts requests unless told otherwise.
_UNITS = {"cost": ';qu="cost-points"'}

Scope = MutableMapping[str, Any]


def note_window(scope: Scope, window: RateWindow | None) -> None:
    """Keeps a window for the headers of this request's answer; None stands for a rate without a limit."""
    if window is not None:
        scope.setdefault(_WINDOWS, {})[window.name] = window


def rate_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers of the windows that were noted; none where nothing is limited, or nobody is known."""
    windows = scope.get(_WINDOWS)
    if windows is None:
        return []
    policies, standing = [], []
    for name, limit, length, remaining, until_more, _ in windows.values():
        policies.append(_policy(name, limit, length))
        standing.append(f'"{name}";r={remaining};t={math.ceil(until_more)}')
    return [(b"ratelimit-policy", b", ".join(policies)), (b"ratelimit", ", ".join(standing).encode())]


@lru_cache(maxsize=64)
def _policy(name: str, limit: int, length: int) -> bytes:
    return f'"{name}";q={limit};w={length}{_UNITS.get(name, "")}'.encode()
