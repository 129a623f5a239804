"""Requests that ask to go on in another protocol, as Java's HTTP client and `curl --http2` send them."""

import pytest

from tests.app.bounded_server import HEAD, Server, connect, server

__all__ = ["server"]

# A body that would be a request if it were taken for one.
INNER = HEAD.replace(b" / ", b" /inner ")
LENGTH = b"Content-Length: %d\r\n\r\n%b" % (len(INNER), INNER)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(INNER), INNER)
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
WEBSOCKET = b"connection: upgrade\r\nupgrade: websocket\r\n"


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize("wish", [H2C, WEBSOCKET])
@pytest.mark.parametrize("body", [LENGTH, CHUNKED])
async def test_a_wish_for_another_protocol_is_ignored_and_the_body_is_a_body(
    server: Server, body: bytes, wish: bytes, in_pieces: bool
) -> None:
    client = await connect(server)
    sent = b"POST /body HTTP/1.1\r\nHost: test\r\n" + wish + body

    for start in range(0, len(sent), 40 if in_pieces else len(sent)):
        await client.send(sent[start : start + (40 if in_pieces else len(sent))])
    answers = [await client.reader.readuntil(b"done"), await client.ask()]

    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * 2
    assert server.asked == [b"/body", b"/"]
    assert server.body == INNER


async def test_requests_behind_a_wish_for_another_protocol_are_answered_in_their_order(server: Server) -> None:
    client = await connect(server)
    wish = HEAD[:-2] + H2C + b"\r\n"

    await client.send((wish + HEAD) * 3)
    for _ in range(6):
        await client.reader.readuntil(b"done")

    assert server.asked == [b"/"] * 6


@pytest.mark.parametrize("target", [b"/", b"*", b"http://test/", b"test:443"])
async def test_no_tunnel_is_opened_and_what_would_pass_through_it_is_not_read(server: Server, target: bytes) -> None:
    client = await connect(server)

    await client.send(b"CONNECT " + target + b" HTTP/1.1\r\nHost: test\r\n\r\n")
    await client.send(INNER)

    assert (await client.read_to_end()).startswith(b"HTTP/1.1 400 ")
    assert server.asked == []
