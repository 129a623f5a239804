"""What a browser holds while its user is at the provider: signed, and good for a few minutes."""

import secrets
from typing import NamedTuple

from itsdangerous import BadData

from models.values.instant import SECOND, Instant
from resolvers.signing.signatures import signer

MINUTES = 10
_SALT = "provider-journey"


class Journey(NamedTuple):
    """One way to the provider and back.

    `state` must come back in the URL, `nonce` in the token, and `verifier` redeems the code (PKCE). Each is 256 random
    bits. `return_url` is where the user wanted to go.
    """

    state: str
    nonce: str
    verifier: str
    return_url: str


def begin_journey(return_url: str) -> Journey:
    """A new one."""
    return Journey(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(32), return_url)


def write_journey(secret_key: str, journey: Journey, now: Instant) -> str:
    """The text for the browser's cookie."""
    return str(signer(secret_key, _SALT).dumps([*journey, now + MINUTES * 60 * SECOND]))


def read_journey(secret_key: str, text: str | None, now: Instant) -> Journey | None:
    """None for a text that is missing, forged or too old."""
    try:
        *journey, expires_at = signer(secret_key, _SALT).loads(text or "")
        return Journey(*journey) if expires_at > now else None
    except (BadData, ValueError, TypeError):
        return None
