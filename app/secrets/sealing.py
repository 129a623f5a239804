"""Encryption of what must be read back, under the installation's secrets.

As with signatures, the first secret encrypts, and what was encrypted under any of them can be read.
"""

from base64 import urlsafe_b64encode
from functools import cached_property
from typing import TYPE_CHECKING

from resolvers.signing.signatures import split_secrets

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class BadSeal(ValueError):
    """None of the secrets encrypted this."""


class Sealing:
    """Encrypts for one purpose; each purpose has keys of its own, derived by HKDF."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._secret_key = secret_key
        self._purpose = purpose

    @cached_property
    def _fernet(self) -> "MultiFernet":
        # Loaded when it is first needed: many installations never do.
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(_derive(secret, self._purpose)) for secret in split_secrets(self._secret_key)])

    def seal(self, text: str) -> str:
        """The text, encrypted under the first secret and authenticated."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text; raises BadSeal."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed).decode()
        # The latter for a text that is not ASCII.
        except (InvalidToken, ValueError) as error:
            raise BadSeal("None of the secrets encrypted this.") from error

    def renew(self, sealed: str) -> str:
        """The same text, encrypted under the first secret; raises BadSeal."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.rotate(sealed).decode()
        except InvalidToken as error:
            raise BadSeal("None of the secrets encrypted this.") from error


def _derive(secret: str, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # A secret has no salt beside it: it is long and random, not a password.
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode()))
