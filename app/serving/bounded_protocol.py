"""uvicorn's HTTP protocol within bounds: by itself it limits neither a request's head nor the time to send one."""

import re
from collections import deque
from enum import Enum, auto
from math import inf
from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.serving.connections import Connections
from app.serving.plain_parser import PlainParser
from app.serving.refusals import Reason, write_refusal

# Requests sent before the first of them is answered. Browsers send none.
MAX_PIPELINED = 32
# How long what a refused client still sends is read and dropped: closing at once would take the refusal along.
LINGER_SECONDS = 2
# What a client must take of an answer, at least, in the time that it has for sending a body.
MIN_TAKEN_BYTES = 16 * 1024
_ORIGIN = re.compile(rb"\norigin:[ \t]*(\S+)", re.IGNORECASE)


# What takes everything and keeps nothing.
_NOWHERE: Any = deque(maxlen=0)

# uvicorn's own steps: each request goes through all, and `super()` would look for them each time.
_begin_message, _complete_headers, _take_body, _complete_message, _start_task = (
    HttpToolsProtocol.on_message_begin,
    HttpToolsProtocol.on_headers_complete,
    HttpToolsProtocol.on_body,
    HttpToolsProtocol.on_message_complete,
    HttpToolsProtocol._start_asgi_task,
)


class Phase(Enum):
    """What a connection waits for: from its client, but for ANSWER."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    IDLE = auto()
    REFUSED = auto()


class TooManyRequests(Exception):
    """A client sends one request after the other and waits for no answer; the parser stops here."""


class TunnelRefused(Exception):
    """CONNECT asks for a tunnel: what follows its head is no request of ours; the parser stops here."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection, which ends if its client sends too much, or keeps the process waiting.

    Bytes are counted until they complete a head or add to a body, so a URL, headers, trailers and the frames of
    chunks are all bounded by `head_bytes`. Times are deadlines that `Connections` looks at once a second.
    """

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.parser = PlainParser(self)
        self._connections: Connections = app_state["connections"]
        self._bounds = self._connections.bounds
        self._room = self._bounds.head_bytes
        self._untaken = 0
        self._at_work: Any = None
        self.has_served = False
        self._enter(Phase.HEAD, self._bounds.head_seconds)

    def connection_made(self, transport: Any) -> None:
        """Refuses the connection where there are too many."""
        super().connection_made(transport)
        reason = self._connections.admit(self, self.client and self.client[0])
        if reason is not None:
            self._phase = Phase.REFUSED
            transport.write(write_refusal(reason, self._connections.headers_for(None)))
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn's, which tells the request that came last, and not the one at work before it."""
        self._connections.forget(self)
        if self._at_work is not None:
            self._at_work.disconnected = True
            self._at_work.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hands what came to the parser, in parts that fit."""
        if len(data) < self._room:
            self._room -= len(data)
            self._parse(data)
        elif self._phase is not Phase.REFUSED:
            self._receive_in_parts(data)

    def on_message_begin(self) -> None:
        """As uvicorn's."""
        if len(self.pipeline) >= MAX_PIPELINED:
            raise TooManyRequests
        _begin_message(self)
        self._enter(Phase.HEAD, self._bounds.head_seconds)

    def on_headers_complete(self) -> None:
        """As uvicorn's."""
        if self.parser.should_upgrade():
            if self.parser.get_method() == b"CONNECT":
                raise TunnelRefused
            return
        _complete_headers(self)
        # Trailers would be added to the headers of a request that is being answered.
        self.headers = _NOWHERE
        self._room = self._bounds.head_bytes
        self._enter(Phase.BODY, self._bounds.body_seconds)

    def on_body(self, body: bytes) -> None:
        """As uvicorn's."""
        _take_body(self, body)
        self._room = self._bounds.head_bytes

    def on_message_complete(self) -> None:
        """As uvicorn's."""
        if self.parser.should_upgrade():
            return
        _complete_message(self)
        self._wait_for_answer_or_request()

    def on_response_complete(self) -> None:
        """As uvicorn's, but for the timer of an idle connection, which would come on top of the deadline here."""
        self.server_state.total_requests += 1
        self.has_served = True
        if not self.transport.is_closing():
            self.flow.resume_reading()
            if self.pipeline:
                self._start_asgi_task(*self.pipeline.pop())
        # The body of the request may still be coming.
        if self._phase is Phase.ANSWER:
            self._wait_for_answer_or_request()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._at_work = cycle
        _start_task(self, cycle, app)

    def pause_writing(self) -> None:
        """As uvicorn's. From here on the client has to take some of the answer."""
        super().pause_writing()
        self._expect_progress()

    def resume_writing(self) -> None:
        """As uvicorn's."""
        super().resume_writing()
        self._enter(self._phase, self._patience)

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is lost but the connection itself if it ends now."""
        is_answered = self.cycle is None or self.cycle.response_complete
        return is_answered and self._phase in (Phase.HEAD, Phase.IDLE) and not self.transport.get_write_buffer_size()

    def expire(self) -> None:
        """Ends the connection, unless the client is taking an answer, however slowly."""
        untaken = self.transport.get_write_buffer_size()
        if self._phase is Phase.REFUSED:
            self.abort()
        elif untaken and (not self._untaken or self._untaken - untaken >= MIN_TAKEN_BYTES):
            self._expect_progress()
        elif untaken:
            self._connections.note(Reason.UNTAKEN_ANSWER)
            self.abort()
        elif self._phase is Phase.BODY:
            self._refuse(Reason.SLOW_BODY)
        elif self._room < self._bounds.head_bytes:
            self._refuse(Reason.SLOW_HEAD)
        else:
            if not self.has_served:
                self._connections.note(Reason.SILENT)
            self.transport.close()

    def abort(self) -> None:
        """Ends the connection at once, with what it still had to send."""
        self.transport.abort()

    def _enter(self, phase: Phase, seconds: float) -> None:
        self._phase = phase
        self._patience = seconds
        self.deadline = self._connections.now + seconds

    def _wait_for_answer_or_request(self) -> None:
        if self.cycle.response_complete and not self.pipeline:
            self._enter(Phase.IDLE, self._bounds.idle_seconds)
            if self.flow.write_paused:
                self._expect_progress()
        else:
            self._enter(Phase.ANSWER, inf)

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except HttpParserError:
            self._refuse(Reason.MALFORMED, data)

    def _receive_in_parts(self, data: bytes) -> None:
        while data and not self.transport.is_closing():
            part, rest = data[: self._room], data[self._room :]
            self._room -= len(part)
            self._parse(part)
            if self._phase is Phase.REFUSED:
                return
            if self._room == 0:
                self._refuse(self._find_excess(), data)
                return
            data = rest

    def _find_excess(self) -> Reason:
        if self._phase is Phase.BODY:
            return Reason.BAD_BODY
        return Reason.LONG_URL if len(self.url) > self._bounds.head_bytes // 2 else Reason.LONG_HEAD

    def _expect_progress(self) -> None:
        self._untaken = self.transport.get_write_buffer_size()
        self.deadline = self._connections.now + self._bounds.body_seconds

    def _refuse(self, reason: Reason, unread: bytes = b"") -> None:
        self._connections.note(reason)
        self.pipeline.clear()
        asked = [each for each in (self._at_work, self.cycle) if each is not None and not each.response_complete]
        for cycle in asked:
            # The application learns that nobody waits for its answer.
            cycle.disconnected = True
            # Nothing is written any more once the refusal is.
            cycle.waiting_for_100_continue = False
            cycle.message_event.set()
        if any(cycle.response_started for cycle in asked):
            self.abort()
            return
        self._room = 0
        self._enter(Phase.REFUSED, LINGER_SECONDS)
        self.flow.resume_reading()
        self.transport.write(write_refusal(reason, self._connections.headers_for(self._find_origin(unread))))
        self.transport.write_eof()

    def _find_origin(self, unread: bytes) -> str | None:
        """Whose page sent the request, as far as its head was read, or is there to be read."""
        headers = self.scope["headers"] if self.scope else ()
        read = (value for name, value in headers if name == b"origin")
        found = _ORIGIN.search(unread)
        origin = next(read, found and found[1])
        return None if origin is None else origin.decode("latin-1")
