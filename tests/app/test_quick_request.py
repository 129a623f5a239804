"""What a quick request is asked for is what Starlette's would have answered."""

from typing import Any

from starlette.requests import Request

from app.http.quick_request import QuickRequest

HEADERS = [
    (b"accept", b"text/html"),
    (b"x-name", "Zoë".encode("latin-1")),
    (b"cookie", b"a=1"),
    (b"accept", b"application/json"),
    (b"cookie", b"b=2; c=3"),
]


async def receive() -> dict[str, Any]:
    raise AssertionError("nobody reads a body")


def scope() -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/graphql", "headers": list(HEADERS), "state": {"database": 1}}


def test_headers_are_found_as_starlette_finds_them() -> None:
    quick, plain = QuickRequest(scope(), receive), Request[Any](scope(), receive)

    for name in ("accept", "x-name", "cookie", "origin"):
        assert quick.headers.get(name) == plain.headers.get(name)
        assert quick.headers.getlist(name) == plain.headers.getlist(name)
        assert (name in quick.headers) == (name in plain.headers)


def test_cookies_of_several_headers_are_all_there() -> None:
    assert (
        QuickRequest(scope(), receive).cookies
        == Request[Any](scope(), receive).cookies
        == {"a": "1", "b": "2", "c": "3"}
    )


def test_the_state_is_the_dictionary_itself() -> None:
    asked = scope()

    quick = QuickRequest(asked, receive)

    assert quick.state is asked["state"]
    assert quick.method == "POST"
