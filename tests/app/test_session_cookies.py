"""The cookies of the operator's pages."""

import pytest
from starlette.requests import Request

from app.contexts import customer_tokens
from app.sessions.cookies import SignedCookie, session_cookie, stranger_cookie
from app.settings import Settings
from resolvers.signing.customer_tokens import TokenSubject
from tests.factories import NOW

PLAIN = Settings(base_url="http://127.0.0.1:8000")
SECURE = Settings(base_url="https://pay.example.com")


def request_with(cookie: str) -> Request:
    return Request({"type": "http", "method": "GET", "headers": [(b"cookie", cookie.encode("latin-1"))]})


def sent(cookie: SignedCookie, text: str = "a token") -> str:
    return cookie.write(text).partition(";")[0]


def test_they_are_out_of_reach_for_scripts_and_other_sites_and_last_until_the_browser_is_closed() -> None:
    assert sent(session_cookie(PLAIN)).startswith("calmony_session=")
    assert session_cookie(PLAIN).write("a token").partition("; ")[2] == "Path=/; HttpOnly; SameSite=Lax"


def test_where_users_come_by_https_no_plain_connection_and_no_other_host_reaches_or_sets_them() -> None:
    for cookie in (session_cookie(SECURE), stranger_cookie(SECURE)):
        name, attributes = cookie.write("a token").partition("=")[0], cookie.write("a token").partition("; ")[2]

        assert name.startswith("__Host-calmony_")
        assert attributes == "Path=/; HttpOnly; SameSite=Lax; Secure"


def test_one_that_is_taken_back_has_the_attributes_that_browsers_match() -> None:
    assert session_cookie(PLAIN).end() == "calmony_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


def test_what_was_written_is_read() -> None:
    cookie = session_cookie(PLAIN)

    assert cookie.read(request_with(f"other=1; {sent(cookie)}; more=2")) == "a token"


def forged() -> list[str]:
    cookie = session_cookie(PLAIN)
    name, good = sent(cookie).split("=", 1)
    other_key = Settings(secret_key="another secret of the tests")
    subject = TokenSubject("prj_1", True, "cus_1", "key_1")
    return [
        "",
        "other=1",
        f"{name}=",
        f"{name}=a token",
        f"{name}={good}x",
        f"{name}=x{good}",
        f"{name}={good.partition('.')[0]}",
        f"{name}=.{good}",
        f"{name}={sent(session_cookie(other_key)).split('=', 1)[1]}",
        f"{name}={sent(stranger_cookie(PLAIN)).split('=', 1)[1]}",
        f"{name}={sent(session_cookie(SECURE)).split('=', 1)[1]}",
        f"{name}={customer_tokens(PLAIN).issue(subject, NOW).removeprefix('ct_')}",
        f"{name}=é\xff",
    ]


@pytest.mark.parametrize("header", forged())
def test_one_that_was_not_signed_for_this_is_not_read(header: str) -> None:
    assert session_cookie(PLAIN).read(request_with(header)) is None
