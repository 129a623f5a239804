"""What a browser holds between a right password and the code: signed, and good for a few minutes."""

import hashlib
from typing import NamedTuple

from itsdangerous import BadData

from models.values.instant import SECOND, Instant
from resolvers.signing.signatures import signer

MINUTES = 5
_SALT = "pending-sign-in"


class Pending(NamedTuple):
    """An operator whose password was right: the digest of its hash, and of the e-mail address as failures count it."""

    operator_id: str
    password_digest: str
    account: str


def digest_of(password_hash: str) -> str:
    """What tells whether the password is still the one that was right."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


def write_pending(secret_key: str, pending: Pending, browser: str, now: Instant) -> str:
    """The text for the form that asks for the code; `browser` is the token of forms in the browser that shows it."""
    return str(signer(secret_key, _SALT).dumps([*pending, browser, now + MINUTES * 60 * SECOND]))


def read_pending(secret_key: str, text: str, browser: str, now: Instant) -> Pending | None:
    """None for a text that is forged, too old, or another browser's."""
    try:
        *pending, written_for, expires_at = signer(secret_key, _SALT).loads(text)
        return Pending(*pending) if written_for == browser and expires_at > now else None
    except (BadData, ValueError, TypeError):
        return None
