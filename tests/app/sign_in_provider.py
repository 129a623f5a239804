"""A real OpenID provider on a port of its own, which can be made to forge tokens, change its keys and fail."""

import base64
import hashlib
import json
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import authlib.deprecate  # says that all its warnings are shown, before the next line says that they aren't
import httpx
from joserfc import jwk, jws
from werkzeug.serving import make_server

with warnings.catch_warnings():
    # It uses a part of authlib that will be dropped.
    warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)
    import oidc_provider_mock

CLIENT_ID, CLIENT_SECRET = "calmony", "a secret of the client"

Claims = dict[str, Any]
Alter = Callable[[Claims], Claims]


class SignInProvider:
    """The provider and what it was asked.

    It holds clients to PKCE. `alter` changes what its tokens say; these are then signed with `key` by `algorithm`.
    `published` are the keys that it then tells, besides its first one.
    """

    def __init__(self) -> None:
        self._app = oidc_provider_mock.app(require_nonce=True)
        self.url = ""
        self.asked: list[str] = []
        self.is_down = False
        self.alter: Alter | None = None
        self.key: Any = jwk.RSAKey.generate_key(2048, {"kid": "second"})
        self.algorithm = "RS256"
        self.published: list[Any] = [self.key]
        self.metadata: Claims = {}
        self._challenges: dict[str, str] = {}

    def add_user(self, subject: str, **claims: Any) -> None:
        httpx.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()

    def approve(self, authorization_url: str, subject: str) -> str:
        """What the provider redirects to when this user signs in there: our path, with a code."""
        answer = httpx.post(authorization_url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return _path_of(answer.headers["location"])

    def __call__(self, environ: Claims, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if self.is_down:
            return _answer(start_response, "503 Service Unavailable", b"down")
        if path == "/oauth2/authorize":
            self._note_challenge(parse_qs(environ["QUERY_STRING"]))
        if path == "/oauth2/token" and not self._is_redeemed(environ):
            return _answer(start_response, "400 Bad Request", b'{"error": "invalid_grant"}')
        return self._change(path, environ, start_response)

    def _note_challenge(self, query: dict[str, list[str]]) -> None:
        assert query["code_challenge_method"] == ["S256"]
        self._challenges[query["nonce"][0]] = query["code_challenge"][0]

    def _is_redeemed(self, environ: Claims) -> bool:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        digest = hashlib.sha256(parse_qs(body.decode())["code_verifier"][0].encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") in self._challenges.values()

    def _change(self, path: str, environ: Claims, start_response: Any) -> Iterable[bytes]:
        change = {
            "/.well-known/openid-configuration": lambda told: {**told, **self.metadata},
            "/jwks": self._publish,
            "/oauth2/token": self._forge,
        }.get(path)
        if change is None:
            return self._app(environ, start_response)  # type: ignore[no-any-return]
        said: list[Any] = []
        body = b"".join(self._app(environ, lambda *told: said.append(told)))
        if not said[0][0].startswith("200"):
            return _answer(start_response, said[0][0], body)
        return _answer(start_response, said[0][0], json.dumps(change(json.loads(body))).encode())

    def _publish(self, told: Claims) -> Claims:
        if self.alter is None:
            return told
        return {"keys": [*told["keys"], *(key.as_dict(private=False) for key in self.published)]}

    def _forge(self, token: Claims) -> Claims:
        if self.alter is None:
            return token
        claims = self.alter(claims_of(token["id_token"]))
        if self.algorithm == "none":
            head, body = (_encode(json.dumps(part).encode()) for part in ({"alg": "none"}, claims))
            return {**token, "id_token": f"{head}.{body}."}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        signed = jws.serialize_compact(header, json.dumps(claims), self.key, algorithms=[self.algorithm])
        return {**token, "id_token": signed}


@contextmanager
def running_provider() -> Iterator[SignInProvider]:
    """It serves in a thread of its own."""
    provider = SignInProvider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def claims_of(token: str) -> Claims:
    """What a token says, whoever signed it."""
    body = token.split(".")[1]
    claims: Claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _answer(start_response: Any, status: str, body: bytes) -> list[bytes]:
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
