"""The cookies of the operator's pages: signed, and out of reach for scripts and for other sites."""

from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData
from starlette.requests import Request

from app.settings import Settings
from resolvers.signing.signatures import signer


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """One text a browser keeps until it is closed; what it is good for until then, the server says."""

    name: str
    secret_key: str = field(repr=False)
    secure: bool

    def write(self, text: str) -> str:
        """The Set-Cookie value that hands it out."""
        return f"{self.name}={signer(self.secret_key, self._salt).dumps(text)}; {self._attributes}"

    def end(self) -> str:
        """The Set-Cookie value that takes it back."""
        return f"{self.name}=; {self._attributes}; Max-Age=0"

    def read(self, request: Request[Any]) -> str | None:
        """What was handed out; None without the cookie, and for one that was not signed here."""
        try:
            text = signer(self.secret_key, self._salt).loads(request.cookies.get(self.name, ""))
        except (BadData, ValueError):
            return None
        return text if isinstance(text, str) else None

    @property
    def _salt(self) -> str:
        return f"cookie {self.name}"

    @property
    def _attributes(self) -> str:
        return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if self.secure else "")


def session_cookie(settings: Settings) -> SignedCookie:
    """The one that carries a session's token."""
    return _cookie(settings, "calmony_session")


def stranger_cookie(settings: Settings) -> SignedCookie:
    """The one that ties the sign-in form to the browser it was shown in."""
    return _cookie(settings, "calmony_stranger")


def _cookie(settings: Settings, name: str) -> SignedCookie:
    # With the prefix browsers let no other host, path or plain-text connection set it.
    secure = settings.base_url.startswith("https://")
    return SignedCookie(f"__Host-{name}" if secure else name, settings.secret_key.get_secret_value(), secure)
