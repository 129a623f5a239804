"""Reads requests that ask to go on in another protocol as if they did not ask."""

from typing import Any

from httptools import HttpParserUpgrade, HttpRequestParser


class PlainParser(HttpRequestParser):
    """httptools' parser for a server that never changes the protocol, as RFC 9110 §7.8 allows.

    By itself it skips the body of a request with `Upgrade`, and then reads that body as the next request. Java's
    HTTP client and `curl --http2` send `Upgrade: h2c` with any request. So the head is read again without that header,
    and its body is read as a body. While `should_upgrade()` is true, what the protocol is told is to be ignored.
    """

    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol)
        # As uvicorn sets it: a request is answered though its client goes on sending.
        self.set_dangerous_leniencies(lenient_data_after_close=True)
        self._protocol = protocol

    def feed_data(self, data: Any) -> None:
        """Reads what came; raises HttpParserError."""
        while True:
            try:
                super().feed_data(data)
            except HttpParserUpgrade as upgrade:
                [head_end] = upgrade.args
                data = self._head_without_upgrade() + data[head_end:]
            else:
                return

    def _head_without_upgrade(self) -> bytes:
        protocol, version = self._protocol, self.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (self.get_method(), protocol.url, version)]
        lines += [b"%b: %b" % header for header in protocol.headers if header[0] != b"upgrade"]
        return b"\r\n".join((*lines, b"", b""))
