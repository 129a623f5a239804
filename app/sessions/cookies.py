"""The cookies of the operator's pages: signed, and neither scripts nor other sites can read them."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from itsdangerous import BadData
from starlette.requests import Request

from app.settings import Settings
from resolvers.signing.signatures import signer, split_secrets


class Signed(NamedTuple):
    """What a cookie holds."""

    text: str
    secret: str


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """A text that a browser keeps until it is closed. The server decides how long it is valid."""

    name: str
    secret_key: str = field(repr=False)
    secure: bool

    def write(self, text: str) -> str:
        """The Set-Cookie value that sets it."""
        return f"{self.name}={signer(self.secret_key, self._salt).dumps(text)}; {self._attributes}"

    def end(self) -> str:
        """The Set-Cookie value that removes it."""
        return f"{self.name}=; {self._attributes}; Max-Age=0"

    def read(self, request: Request[Any]) -> str | None:
        """The text; None without the cookie, or if it was not signed here."""
        signed = self.read_signed(request)
        return None if signed is None else signed.text

    def read_signed(self, request: Request[Any]) -> Signed | None:
        """The text, with that one of our secrets which signed it."""
        cookie = request.cookies.get(self.name, "")
        for secret in split_secrets(self.secret_key):
            with suppress(BadData, ValueError):
                text = signer(secret, self._salt).loads(cookie)
                return Signed(text, secret) if isinstance(text, str) else None
        return None

    @property
    def _salt(self) -> str:
        return f"cookie {self.name}"

    @property
    def _attributes(self) -> str:
        return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if self.secure else "")


def session_cookie(settings: Settings) -> SignedCookie:
    """The cookie that holds the token of a session."""
    return _cookie(settings, "calmony_session")


def stranger_cookie(settings: Settings) -> SignedCookie:
    """The cookie that ties the sign-in form to the browser that shows it."""
    return _cookie(settings, "calmony_stranger")


def journey_cookie(settings: Settings) -> SignedCookie:
    """The cookie that ties the way to the provider and back to one browser."""
    return _cookie(settings, "calmony_journey")


def _cookie(settings: Settings, name: str) -> SignedCookie:
    # With this prefix, browsers let no other host or path set it, nor a connection without TLS.
    secure = settings.base_url.startswith("https://")
    return SignedCookie(f"__Host-{name}" if secure else name, settings.secret_key.get_secret_value(), secure)
