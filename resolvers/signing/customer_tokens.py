"""Customer tokens: signed, they open one customer to an app for a limited time, and nothing is stored."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from models.values.instant import Instant
from resolvers.signing.signatures import signer

PREFIX = "ct_"
# What `issue` writes, however long a customer's id is: anything else is no token and is never decoded.
TOKEN_PATTERN = re.compile(rf"{PREFIX}[0-9A-Za-z_.-]{{40,4096}}")

_SALT = "customer-token"


class TokenSubject(NamedTuple):
    """Which customer a token opens, and which key made it: with that key it ends."""

    project_id: str
    live_mode: bool
    customer_id: str
    key_id: str


class BadCustomerToken(ValueError):
    """The token is forged, damaged or too old."""


@dataclass(frozen=True, slots=True)
class CustomerTokens:
    """Makes and checks the tokens of this installation."""

    secret_key: str

    def issue(self, subject: TokenSubject, expires_at: Instant) -> str:
        """A bearer token that is good until `expires_at`."""
        return f"{PREFIX}{self._serializer().dumps([*subject, expires_at])}"

    def read(self, token: str, now: Instant) -> TokenSubject:
        """What a token stands for; raises BadCustomerToken."""
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
