"""GraphiQL: the page that tries queries in a browser, served from here under a strict CSP."""

import html
import re
import time
from mimetypes import guess_type
from pathlib import Path
from string import Template

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ENTRY = "main.js"

# The editor writes style attributes and embeds its fonts and cursors as data; scripts and workers are files.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# The policy of a worker is that of its own file.
ASSET_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
# The names of these files hold a hash of their content.
HASHED = "chunks/"
IMMUTABLE = "public, max-age=31536000, immutable"
# What `make graphiql` writes beside each script and style sheet, best first.
COMPRESSED = {"br": ".br", "gzip": ".gz"}
# The end of an encoding that `Accept-Encoding` rules out.
_REFUSED = re.compile(r"q=0(\.0*)?\s*$")

FRAME = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
%3Cpath d='M8 1l6 3.5v7L8 15l-6-3.5v-7z' fill='none' stroke='%23d60590' stroke-width='2'/%3E%3C/svg%3E">
<title>GraphiQL · Customer view</title>
<style>
body { font: 1rem/1.6 system-ui, sans-serif; }
.note { max-width: 36rem; margin: 20vh auto 0; padding: 0 1.5rem; }
.note code { padding: .15em .4em; border-radius: .3em; background: rgb(127 127 127 / .18); }
@media (scripting: enabled) {
  #graphiql:empty { padding-top: 20vh; text-align: center; }
  #graphiql:empty::after { content: "Loading GraphiQL…"; }
}
</style>
$head
</head>
<body>
$body
</body>
</html>
"""
)
# What `make graphiql` leaves beside the bundle while it makes it, in minutes at most.
MARK_OF_BUILDING = ".building"
_LONGEST_BUILD_SECONDS = 600


def _write_note(text: str) -> str:
    """A page with a note instead of GraphiQL, which looks again every three seconds."""
    return FRAME.substitute(
        head='<meta http-equiv="refresh" content="3">', body=f'<p class="note" role="status">{text}'
    )


BEING_BUILT = _write_note("GraphiQL is being built, which takes about a minute. This page opens it when it is ready.")
NOT_BUILT = _write_note("GraphiQL is not built yet: run <code>make graphiql</code>, and this page opens it.")


def write_page(key: str | None) -> str:
    """The page as HTML; `key` is what its headers pane starts with, None for a placeholder."""
    key_attribute = "" if key is None else f' data-key="{html.escape(key)}"'
    return FRAME.substitute(
        head='<link rel="stylesheet" href="/graphiql/assets/main.css">\n'
        f'<script type="module" src="/graphiql/assets/{ENTRY}"></script>',
        body='<noscript><p class="note">GraphiQL runs on JavaScript.</noscript>\n'
        f'<div id="graphiql" data-endpoint="/graphql"{key_attribute}></div>',
    )


class Assets(StaticFiles):
    """The bundle's files, compressed when it was built; each is 404 while there is no bundle.

    Those whose names hold a hash are kept for a year, the others are revalidated by ETag.
    """

    async def check_config(self) -> None:
        """Checks nothing, because the bundle may be built while the service runs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Starlette's response with the headers of an asset, which a 304 repeats."""
        encoding = self._encoding(path, Headers(scope=scope).get("accept-encoding", ""))
        response = await super().get_response(path + COMPRESSED.get(encoding, ""), scope)
        response.headers.update(ASSET_HEADERS)
        if encoding:
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Type"] = guess_type(path)[0] or "application/octet-stream"
        if path.startswith(HASHED):
            response.headers["Cache-Control"] = IMMUTABLE
        return response

    def _encoding(self, path: str, accepted: str) -> str:
        """The best encoding that the client takes and the bundle has; empty for the file as it is."""
        names = {part.partition(";")[0].strip() for part in accepted.split(",") if not _REFUSED.search(part)}
        return next((name for name, end in COMPRESSED.items() if name in names and self.lookup_path(path + end)[1]), "")


def graphiql_routes(bundle: Path, key: str | None) -> list[BaseRoute]:
    """`/graphiql` and its files out of `bundle`, the folder that `make graphiql` builds.

    `key` is shown to whoever opens the page: give one only where everybody may have it, as in the demo.
    """
    page = write_page(key)

    def show_page(_: Request) -> Response:
        is_built = (bundle / ENTRY).is_file()
        missing = BEING_BUILT if _is_being_built(bundle) else NOT_BUILT
        return HTMLResponse(page if is_built else missing, headers=PAGE_HEADERS)

    return [
        Route("/graphiql", show_page),
        Mount("/graphiql/assets", Assets(directory=bundle, check_dir=False)),
    ]


def _is_being_built(bundle: Path) -> bool:
    try:
        begun = (bundle.parent / MARK_OF_BUILDING).stat().st_mtime
    except FileNotFoundError:
        return False
    # A build that was killed leaves its mark.
    return time.time() - begun < _LONGEST_BUILD_SECONDS
