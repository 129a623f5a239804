"""Customer tokens: an app reads one customer with one, for a limited time. They are signed, and none is stored."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from models.values.instant import Instant
from resolvers.signing.signatures import signer

PREFIX = "ct_"
# The form of every token that `issue` makes, however long the customer's id is. Nothing else is decoded.
TOKEN_PATTERN = re.compile(rf"{PREFIX}[0-9A-Za-z_.-]{{40,4096}}")

_SALT = "customer-token"


class TokenSubject(NamedTuple):
    """The customer that a token reads, and the key that made it: the token ends with that key."""

    project_id: str
    live_mode: bool
    customer_id: str
    key_id: str


class BadCustomerToken(ValueError):
    """The token is forged or damaged, or it has expired."""


@dataclass(frozen=True, slots=True)
class CustomerTokens:
    """Makes and checks the tokens of this installation."""

    secret_key: str

    def issue(self, subject: TokenSubject, expires_at: Instant) -> str:
        """A bearer token that is valid until `expires_at`."""
        return f"{PREFIX}{self._serializer().dumps([*subject, expires_at])}"

    def read(self, token: str, now: Instant) -> TokenSubject:
        """The subject of a valid token; raises BadCustomerToken."""
        try:
            project_id, live_mode, customer_id, key_id, expires_at = self._serializer().loads(
                token.removeprefix(PREFIX)
            )
        except (BadData, ValueError, TypeError) as error:
            raise BadCustomerToken("The token is not valid.") from error
        if expires_at <= now:
            raise BadCustomerToken("The token has expired.")
        return TokenSubject(project_id, live_mode, customer_id, key_id)

    def _serializer(self) -> URLSafeSerializer:
        return signer(self.secret_key, _SALT)
