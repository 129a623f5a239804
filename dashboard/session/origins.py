"""Checks whether a request or a URL belongs to our own origin."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request


def is_own_origin(request: Request[Any], host: str) -> bool:
    """False if a header says that a page of another origin sent the request; `host` is our public host name."""
    # Browsers set Sec-Fetch-Site themselves. Old browsers and plain HTTP lack it, but a POST from another origin then
    # still has an Origin header.
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or is_own_address(split(origin), request, host)


def is_own_address(address: SplitResult, request: Request[Any], host: str) -> bool:
    """Whether an absolute URL leads to this service."""
    # A proxy may have replaced the Host header.
    return address.netloc in (request.headers.get("host"), host)


def split(url: str) -> SplitResult:
    """The parts of a URL from a header; all empty if it is not a URL."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
