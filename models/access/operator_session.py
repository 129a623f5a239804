"""A session of an operator in one browser; only the hash of its token is stored."""

import hashlib
import re
import secrets
from typing import NamedTuple

from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by_no_customer
from models.values.ids import mint_id
from models.values.instant import Instant

# The form of every token that `new_session` makes. The database is never asked for anything else.
TOKEN_PATTERN = re.compile(r"[0-9A-Za-z_-]{43}")


class OperatorSession(SQLModel, table=True):
    """It ends at `expires_at`, after a long time without a request, when it is revoked, or with its operator.

    `browser` is what the browser called itself when it signed in, such as "Firefox on Linux".
    """

    __tablename__ = "operator_session"
    __table_args__ = owned_by_no_customer()

    id: str = columns.text(primary_key=True)
    operator_id: str = columns.text(foreign_key="operator.id", ondelete="CASCADE", index=True)
    token_hash: str = columns.text(unique=True)
    created_at: Instant = columns.instant()
    last_seen_at: Instant = columns.instant()
    expires_at: Instant = columns.instant(index=True)
    revoked_at: Instant | None = columns.instant(default=None)
    browser: str | None = None


class NewSession(NamedTuple):
    """A new session and its token, which only the browser keeps."""

    row: OperatorSession
    token: str


def hash_token(token: str) -> str:
    """SHA-256 is enough: 256 random bits can't be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_session(operator_id: str, now: Instant, lifetime: int, browser: str | None = None) -> NewSession:
    """A session that lives for `lifetime` microseconds at most; the caller stores the row."""
    token = secrets.token_urlsafe(32)
    row = OperatorSession(
        id=mint_id("ses", now),
        operator_id=operator_id,
        token_hash=hash_token(token),
        created_at=now,
        last_seen_at=now,
        expires_at=Instant(now + lifetime),
        browser=browser,
    )
    return NewSession(row, token)
