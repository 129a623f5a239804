"""What a client may send, for how long, and over how many connections."""

import asyncio

import pytest

from app.serving.bounded_protocol import MAX_PIPELINED
from app.serving.bounds import bounds_of
from app.serving.connections import ENDED_AT_ONCE, SWEEP_SECONDS
from app.settings import Settings
from tests.app.bounded_server import HEAD, LIMIT, Server, connect, server
from tests.app.conftest import LogLines

__all__ = ["server"]

POST = b"POST / HTTP/1.1\r\nHost: test\r\n"
SHOP = "https://shop.example.com"
ORIGIN = f"Origin: {SHOP}\r\n".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def head_of(size: int) -> bytes:
    return HEAD[:-2] + b"X-Long: " + b"x" * (size - len(HEAD) - 10) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "reason"),
    [
        (head_of(LIMIT + 1), b"431", "long_head"),
        (HEAD[:-2] + b"a: b\r\n" * 1000, b"431", "long_head"),
        (HEAD[:-2] + b"x" * 100_000, b"431", "long_head"),
        (b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\n\r\n", b"414", "long_url"),
        (b"GET /" + b"x" * 1_000_000, b"414", "long_url"),
        (CHUNKED + b"0\r\n" + b"a: b\r\n" * 2000, b"400", "bad_body"),
        (CHUNKED + b"0\r\na: " + b"b" * 100_000, b"400", "bad_body"),
        (CHUNKED + b"1;" + b"x" * 100_000, b"400", "bad_body"),
    ],
)
@pytest.mark.parametrize("in_pieces", [False, True])
async def test_a_head_or_frames_that_are_too_long_are_refused_and_the_connection_closed(
    server: Server, sent: bytes, status: bytes, reason: str, in_pieces: bool
) -> None:
    sent = sent.replace(b"POST / ", b"POST /body ")
    client = await connect(server)

    for start in range(0, len(sent), 1500 if in_pieces else len(sent)):
        client.writer.write(sent[start : start + (1500 if in_pieces else len(sent))])
        await asyncio.sleep(0)
    client.writer.write_eof()
    answer = await client.read_to_end()
    await server.pass_seconds(3)

    assert answer.startswith(b"HTTP/1.1 " + status + b" ")
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(b'"}}]}')
    assert server.ended == {reason: 1}
    assert len(server.connections) == 0
    assert server.asked in ([], [b"/body", b"gone"])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD[:-2] + ORIGIN + b"X-Long: " + b"x" * LIMIT + b"\r\n\r\n", b"431"),
        (HEAD[:-2] + b"X-Long: " + b"x" * LIMIT + b"\r\n" + ORIGIN + b"\r\n", b"431"),
        (b"GET /" + b"x" * LIMIT + b" HTTP/1.1\r\n" + ORIGIN + b"\r\n", b"414"),
        (CHUNKED.replace(b"\r\n\r\n", b"\r\n" + ORIGIN + b"\r\n") + b"1;" + b"x" * 100_000, b"400"),
    ],
)
async def test_a_page_of_a_listed_origin_and_no_other_may_read_why_it_was_refused(
    server: Server, sent: bytes, status: bytes
) -> None:
    answers = []
    for origins in [(SHOP,), ("https://other.example.com", SHOP), ("https://other.example.com",), ()]:
        server.bind(origins=origins)
        client = await connect(server)
        client.writer.write(sent)
        answers.append(await client.read_to_end())

    assert {answer[9:12] for answer in answers} == {status}
    named = b"\r\naccess-control-allow-origin: https://shop.example.com\r\n"
    assert [named in answer for answer in answers] == [True, True, False, False]
    assert [b"access-control" in answer for answer in answers] == [True, True, False, False]


async def test_a_page_that_is_not_known_yet_is_taken_to_be_of_the_only_listed_origin(server: Server) -> None:
    answers = []
    for origins in [(SHOP,), (SHOP, "https://other.example.com")]:
        server.bind(origins=origins, connections=0)
        answers.append(await (await connect(server)).read_to_end())

    assert [answer[9:12] for answer in answers] == [b"503", b"503"]
    assert [b"access-control-allow-origin: https://shop.example.com" in answer for answer in answers] == [True, False]


async def test_a_head_up_to_the_limit_and_any_body_and_many_requests_pass(server: Server) -> None:
    client = await connect(server)
    body = b"x" * 50_000

    for _ in range(3):
        await client.ask(head_of(LIMIT))
        await client.ask(POST.replace(b" / ", b" /body ") + b"Content-Length: 50000\r\n\r\n" + body)
        await client.ask(CHUNKED.replace(b" / ", b" /body ") + b"1\r\nx\r\n" * 2000 + b"0\r\n\r\n")

    assert len(server.asked) == 9
    assert server.ended == {}


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 100,
        b"GET  HTTP/1.1\r\n\r\n",
        HEAD + b"noise\0\r\n\r\n",
        HEAD.replace(b" / ", b" /gone ") + HEAD + HEAD + b"noise\0\r\n\r\n",
        POST.replace(b" / ", b" /body ") + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        CHUNKED.replace(b" / ", b" /body ") + b"x\r\n",
        CHUNKED.replace(b" / ", b" /body ").replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\nx\r\n"),
    ],
)
async def test_what_is_no_http_is_refused_in_the_form_of_all_refusals(server: Server, sent: bytes) -> None:
    client = await connect(server)

    await client.send(sent)
    await client.send(HEAD)
    answer = await client.read_to_end()
    await server.pass_seconds(3)

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(
        b'{"errors":[{"message":"The request is no valid HTTP/1.1.","extensions":{"code":"BAD_USER_INPUT"}}]}'
    )
    await asyncio.sleep(0.01)
    assert server.ended == {"malformed": 1}
    assert len(server.connections) == 0
    assert server.asked.count(b"gone") == len({b"/gone", b"/body"}.intersection(server.asked))


async def test_requests_that_wait_for_no_answer_are_bounded(server: Server) -> None:
    client = await connect(server)

    await client.send(HEAD * 10_000)
    await client.read_to_end()

    assert len(server.asked) <= MAX_PIPELINED + 2


async def test_who_is_at_work_hears_that_the_client_went_though_more_requests_wait(server: Server) -> None:
    client = await connect(server)
    await client.send(HEAD.replace(b" / ", b" /gone ") + HEAD)

    [connection] = server.connections._open
    connection.abort()
    await asyncio.sleep(0.05)

    assert server.asked == [b"/gone", b"gone"]


@pytest.mark.parametrize(
    ("before", "sent", "seconds", "answer", "reason"),
    [
        (b"", b"", 10, b"", "silent"),
        (b"", b"GET / HT", 10, b"HTTP/1.1 408", "slow_head"),
        (b"", HEAD[:-2], 10, b"HTTP/1.1 408", "slow_head"),
        (HEAD, HEAD[:-2], 10, b"HTTP/1.1 408", "slow_head"),
        (b"", POST.replace(b" / ", b" /body ") + b"Content-Length: 10\r\n\r\n12345", 30, b"HTTP/1.1 408", "slow_body"),
        (b"", CHUNKED.replace(b" / ", b" /body ") + b"1\r\nx\r\n", 30, b"HTTP/1.1 408", "slow_body"),
        (HEAD, b"", 20, b"", None),
        (HEAD, b"\r\n\r\n", 20, b"HTTP/1.1 408", "slow_head"),
    ],
)
async def test_a_client_that_keeps_the_process_waiting_is_left_after_its_time_and_not_earlier(
    server: Server, before: bytes, sent: bytes, seconds: float, answer: bytes, reason: str | None
) -> None:
    server.timer.now += 0.9 * SWEEP_SECONDS
    client = await connect(server)
    if before:
        await client.ask(before)
    await client.send(sent)

    await server.pass_seconds(seconds)
    is_open = client.is_open
    await server.pass_seconds(SWEEP_SECONDS)
    told = await client.reader.read(12)

    assert is_open
    assert told == answer
    assert server.ended == ({reason: 1} if reason else {})
    await server.pass_seconds(3)
    await server.pass_seconds(0)
    assert len(server.connections) == 0


async def test_sending_a_byte_now_and_then_wins_no_time(server: Server) -> None:
    client = await connect(server)

    for each in HEAD[:11]:
        await client.send(bytes([each]))
        await server.pass_seconds(1)

    assert server.ended == {"slow_head": 1}


async def test_a_body_that_comes_after_its_answer_has_the_same_time(server: Server) -> None:
    client = await connect(server)
    await client.ask(POST + b"Content-Length: 1000000\r\n\r\n")

    for _ in range(7):
        await client.send(b"x")
        await server.pass_seconds(4.9)

    assert server.ended == {"slow_body": 1}


async def test_an_answer_takes_as_long_as_the_application_needs(server: Server) -> None:
    client = await connect(server)
    await client.send(HEAD.replace(b" / ", b" /never "))

    await server.pass_seconds(1000)

    assert client.is_open
    assert server.ended == {}


async def test_an_answer_that_nobody_takes_is_dropped(server: Server) -> None:
    client = await connect(server)
    client.reader._limit = 1024  # type: ignore[attr-defined]
    await client.send(HEAD.replace(b" / ", b" /large "))

    await server.pass_seconds(29)
    before = dict(server.ended)
    await server.pass_seconds(2)
    await server.pass_seconds(31)

    assert before == {}
    assert server.ended == {"untaken_answer": 1}


async def test_an_answer_that_is_taken_slowly_goes_on(server: Server) -> None:
    client = await connect(server)
    client.reader._limit = 1024  # type: ignore[attr-defined]
    await client.send(HEAD.replace(b" / ", b" /large "))

    for _ in range(5):
        await client.reader.readexactly(8 * 1024 * 1024)
        await server.pass_seconds(29)

    assert server.ended == {}
    assert client.is_open


async def test_who_waits_longest_gives_way_to_a_newcomer_and_who_was_served_last_of_all(server: Server) -> None:
    server.bind(connections=ENDED_AT_ONCE + 2)
    served, oldest = await connect(server), await connect(server)
    await served.ask()
    await server.pass_seconds(1)
    others = [await connect(server) for _ in range(ENDED_AT_ONCE)]

    newcomer = await connect(server)
    await newcomer.ask()
    await served.ask()

    assert server.ended == {"no_room": ENDED_AT_ONCE}
    assert await oldest.read_to_end() == b""
    assert others[-1].is_open


async def test_who_is_being_answered_does_not_give_way(server: Server) -> None:
    server.bind(connections=2)
    for _ in range(2):
        await (await connect(server)).send(HEAD.replace(b" / ", b" /never "))

    answer = await (await connect(server)).read_to_end()

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 5\r\n" in answer
    assert server.ended == {"too_many": 1}


async def test_an_address_has_so_many_connections_unless_it_is_a_proxys(server: Server) -> None:
    server.bind(connections_of_address=2, is_proxy=lambda host: host == "127.0.0.9")
    first = [await connect(server) for _ in range(2)]

    refused = await (await connect(server)).read_to_end()
    elsewhere = [await connect(server, "127.0.0.2") for _ in range(2)]
    of_proxy = [await connect(server, "127.0.0.9") for _ in range(3)]
    first[0].writer.close()
    await asyncio.sleep(0.02)
    again = await connect(server)

    assert refused.startswith(b"HTTP/1.1 429 ")
    assert b"RATE_LIMITED" in refused
    assert [await client.ask() != b"" for client in (*elsewhere, *of_proxy, again)] == [True] * 6
    assert server.ended == {"too_many_of_address": 1}


async def test_the_log_tells_once_a_second_how_many_were_ended_and_why(server: Server, log_lines: LogLines) -> None:
    for sent in (b"GET /", b"GET /", b""):
        await (await connect(server)).send(sent)

    await server.pass_seconds(10)
    await server.pass_seconds(1)

    lines = [line for line in log_lines() if line["event"] == "connections ended"]
    assert [(line["slow_head"], line["silent"]) for line in lines] == [(2, 1)]
    assert "127.0.0.1" not in str(lines)


def test_the_bounds_are_those_of_the_settings_and_of_the_process() -> None:
    alone, behind = bounds_of(Settings()), bounds_of(Settings(trusted_proxies="10.0.0.0/8"))  # type: ignore[arg-type]
    few = bounds_of(Settings(max_connections=10, idle_time_limit=5))

    assert alone[:4] == (65_536, 10, 30, 30)
    assert 1 <= alone.connections <= 1000
    assert alone.connections_of_address == 200
    assert [alone.is_proxy("10.1.2.3"), behind.is_proxy("10.1.2.3"), behind.is_proxy("11.1.2.3")] == [
        False,
        True,
        False,
    ]
    assert behind.idle_seconds == 75
    assert (few.connections, few.idle_seconds) == (10, 5)
