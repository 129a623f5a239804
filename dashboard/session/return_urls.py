"""The URL to return to after signing in, always on our own origin."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request

from dashboard.session.forms import TOKEN_FIELD
from dashboard.session.origins import is_own_address, split

HOME = "/dashboard/customers"
SIGN_IN = "/dashboard/sign-in"
SIGN_OUT = "/dashboard/sign-out"
PROVIDER = f"{SIGN_IN}/provider"
PROVIDER_RETURN = f"{PROVIDER}/return"
# A comment of a thousand characters, each of several bytes, fits.
MAX_LENGTH = 16_000
UNSENT = "unsent"

# A path of visible ASCII, as browsers send it. A second slash, or a backslash, which browsers treat as a slash, would
# start a host name.
_OWN_PATH = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")


def choose_return_url(wanted: str | None) -> str:
    """The given path and query; the list of customers if they are missing or lead elsewhere."""
    if wanted is None or len(wanted) > MAX_LENGTH or _OWN_PATH.fullmatch(wanted) is None:
        return HOME
    return HOME if urlsplit(wanted).path in (SIGN_IN, SIGN_OUT) else wanted


def provider_url(return_url: str) -> str:
    """The URL that leads to the organisation's provider, and from there to `return_url`."""
    return _with_query(PROVIDER, urlencode({"next": return_url} if return_url != HOME else {}, safe="/"))


def sign_in_url(request: Request[Any], host: str, typed: Mapping[str, str] | None = None) -> str:
    """The URL of the sign-in page. It returns to the requested page, or for a POST to the page with the form.

    With the fields that were `typed`, the form is at the requested path, and shows them again. With `unsent` the page
    says that the form changed nothing.
    """
    reads = request.method in ("GET", "HEAD")
    if typed is not None:
        return_url = choose_return_url(_with_query(_path(request), urlencode(_without_token(typed))))
    else:
        return_url = choose_return_url(_asked(request) if reads else _sent_from(request, host))
    is_lost = not reads and request.url.path != SIGN_OUT
    query = {"next": return_url} if return_url != HOME else {}
    return _with_query(SIGN_IN, urlencode(query | ({UNSENT: "1"} if is_lost else {}), safe="/"))


def _asked(request: Request[Any]) -> str:
    return _with_query(_path(request), request.scope["query_string"].decode("latin-1"))


def _path(request: Request[Any]) -> str:
    raw = request.scope.get("raw_path") or quote(request.url.path).encode()
    return str(raw.decode("latin-1"))


def _without_token(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value and name != TOKEN_FIELD}


def _sent_from(request: Request[Any], host: str) -> str | None:
    page = split(request.headers.get("referer", ""))
    return _with_query(page.path, page.query) if is_own_address(page, request, host) else None


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
