"""Which addresses are our own."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request


def is_own_origin(request: Request[Any], host: str) -> bool:
    """Whether nothing in the request says that a page of another origin sent it; `host` is our own from outside."""
    # Sec-Fetch-Site is the browser's own word. Where there is none – an old browser, plain HTTP – a POST of another
    # origin still has an Origin.
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or is_own_address(split(origin), request, host)


def is_own_address(address: SplitResult, request: Request[Any], host: str) -> bool:
    """Whether an absolute URL leads here."""
    # A proxy may have put a name of its own into Host.
    return address.netloc in (request.headers.get("host"), host)


def split(url: str) -> SplitResult:
    """A header's URL in its parts, all of them empty where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
