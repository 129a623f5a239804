"""Refuses requests that another site made a browser send with our cookie."""

from typing import Any

from starlette.requests import Request

from app.http.graphql_request import is_json
from dashboard.session.origins import is_own_origin

# A page of another origin can't add these: it would have to ask first (a CORS preflight), and is refused.
PROOFS = ("apollo-require-preflight", "x-apollo-operation-name")


class CrossSiteRequest(Exception):
    """Nothing proves that one of our own pages sent the request."""


def refuse_cross_site(request: Request[Any], host: str) -> None:
    """Raises CrossSiteRequest for a request that a page, a form or a link anywhere could have made with our cookie.

    A browser attaches cookies by itself, an Authorization header never: only requests with a cookie and
    without that header are looked at. A POST proves itself by its content type, a GET by one of PROOFS, and
    neither may come from another origin; `host` is our public host name.
    """
    headers = request.headers
    if "cookie" not in headers or "authorization" in headers:
        return
    by_content = request.method == "POST" and is_json(headers.get("content-type", ""))
    is_proven = by_content or any(headers.get(name) for name in PROOFS)
    if not is_proven or not is_own_origin(request, host):
        raise CrossSiteRequest
