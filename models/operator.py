"""A person who signs in to the operator's pages; only the password's argon2 hash is stored."""

import secrets

from argon2 import PasswordHasher
from sqlmodel import SQLModel

from models import columns
from models.instant import Instant
from models.viewer import Role

MINIMUM_PASSWORD_LENGTH = 12

_HASHER = PasswordHasher()


class WeakPassword(ValueError):
    """The password is shorter than `MINIMUM_PASSWORD_LENGTH`."""


class Operator(SQLModel, table=True):
    """One account an e-mail address, which is kept case-folded."""

    id: str = columns.text(primary_key=True)
    project_id: str = columns.text(foreign_key="project.id", index=True)
    email: str = columns.text(unique=True)
    role: Role = columns.member(Role)
    password_hash: str
    created_at: Instant = columns.instant()
    revoked_at: Instant | None = columns.instant(default=None)


def hash_password(password: str) -> str:
    """The argon2id hash to store; raises WeakPassword for one that is too short."""
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        raise WeakPassword(f"a password needs at least {MINIMUM_PASSWORD_LENGTH} characters")
    return _HASHER.hash(password)


def generate_password() -> str:
    """A random password of 120 bits."""
    return secrets.token_urlsafe(15)
