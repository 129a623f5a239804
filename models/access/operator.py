"""A person who signs in to the operator's pages; only the password's argon2 hash is stored."""

import re
import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import SQLModel

from models import columns
from models.access.viewer import Role
from models.ownership import owned_by_no_customer
from models.values.instant import Instant

MINIMUM_PASSWORD_LENGTH = 12

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MAX_EMAIL = 254

HASHER = PasswordHasher()


class WeakPassword(ValueError):
    """The password is shorter than `MINIMUM_PASSWORD_LENGTH`."""


class Operator(SQLModel, table=True):
    """There is one account for each e-mail address, which is stored case-folded.

    `subject_hash` is that of who they are at the organisation's provider, through which alone they then sign in.
    """

    __table_args__ = owned_by_no_customer()

    id: str = columns.text(primary_key=True)
    project_id: str = columns.text(foreign_key="project.id", index=True)
    email: str = columns.text(unique=True)
    role: Role = columns.member(Role)
    password_hash: str
    subject_hash: str | None = columns.text(default=None, index=True, unique=True)
    created_at: Instant = columns.instant()
    revoked_at: Instant | None = columns.instant(default=None)


def is_email(address: str) -> bool:
    """Whether the text looks like an e-mail address; one with characters that nobody sees is none."""
    return len(address) <= _MAX_EMAIL and address.isprintable() and _EMAIL.fullmatch(address) is not None


def require_strength(password: str) -> None:
    """Raises WeakPassword for one that is too short."""
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        raise WeakPassword(f"a password needs at least {MINIMUM_PASSWORD_LENGTH} characters")


def hash_password(password: str) -> str:
    """The argon2id hash to store; raises WeakPassword."""
    require_strength(password)
    return HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password has this hash. It takes tens of milliseconds and megabytes: not for the event loop."""
    try:
        return HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


def renew_hash(password_hash: str, password: str) -> str | None:
    """A new hash of the same password if argon2's parameters have changed since, else None."""
    return HASHER.hash(password) if HASHER.check_needs_rehash(password_hash) else None


def generate_password() -> str:
    """A random password of 120 bits."""
    return secrets.token_urlsafe(15)


def _write_unmatched_hash() -> str:
    # A digest of zeros in argon2's format: no known password has it, and a check takes as long as any other.
    hasher = HASHER
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19${cost}${salt}${digest}"


# Verified where there is no account, so that the answer takes as long as for a wrong password.
UNMATCHED_HASH = _write_unmatched_hash()
# What an operator without a password has in place of its hash.
NO_PASSWORD = UNMATCHED_HASH
