"""An API key: one project, one mode, one role; only its hash is stored."""

import hashlib
import re
import secrets
from typing import NamedTuple

from sqlmodel import SQLModel

from models import columns
from models.access.viewer import Role
from models.ownership import owned_by_no_customer
from models.values.ids import mint_id
from models.values.instant import Instant

# The form of every key that `new_api_key` makes, with room for longer ones. The database is never asked for others.
KEY_PATTERN = re.compile(r"sk_(?:live|test)_[0-9A-Za-z]{16,128}")


class ApiKey(SQLModel, table=True):
    """`hint` is the key's prefix and its last four characters, by which people recognise it."""

    __tablename__ = "api_key"
    __table_args__ = owned_by_no_customer()

    id: str = columns.text(primary_key=True)
    project_id: str = columns.text(foreign_key="project.id", index=True)
    live_mode: bool
    role: Role = columns.member(Role)
    name: str
    key_hash: str = columns.text(unique=True)
    hint: str
    created_at: Instant = columns.instant()
    last_used_at: Instant | None = columns.instant(default=None)
    revoked_at: Instant | None = columns.instant(default=None)


class NewApiKey(NamedTuple):
    """A new key and its secret, which is shown once and never stored."""

    row: ApiKey
    secret: str


def hash_key(secret: str) -> str:
    """SHA-256 is enough: a secret of 190 random bits can't be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_api_key(project_id: str, *, live_mode: bool, role: Role, name: str, now: Instant) -> NewApiKey:
    """A new key; the caller stores its row."""
    prefix = "sk_live_" if live_mode else "sk_test_"
    secret = prefix + secrets.token_urlsafe(24).replace("-", "A").replace("_", "B")
    row = ApiKey(
        id=mint_id("key", now),
        project_id=project_id,
        live_mode=live_mode,
        role=role,
        name=name,
        key_hash=hash_key(secret),
        hint=f"{prefix}…{secret[-4:]}",
        created_at=now,
    )
    return NewApiKey(row, secret)
