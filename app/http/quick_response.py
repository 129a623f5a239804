"""A response that is quick to make: Starlette's looks for each header that it adds among those it was given."""

from collections.abc import Mapping
from functools import lru_cache

from starlette.responses import Response

Header = tuple[bytes, bytes]


class QuickResponse(Response):
    """Bytes of a media type; neither this nor the length is among the other headers."""

    def __init__(self, body: bytes, status: int, media_type: str, headers: Mapping[str, str]) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = [(b"content-length", b"%d" % len(body)), _content_type(media_type)]
        if headers:
            self.raw_headers += [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
            ]


@lru_cache(maxsize=16)
def _content_type(media_type: str) -> Header:
    return b"content-type", f"{media_type}; charset=utf-8".encode("latin-1")
