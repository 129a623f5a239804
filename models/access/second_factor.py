"""An operator's second factor: codes of an authenticator app, and codes for when the app is lost."""

import hashlib
import secrets

from sqlmodel import SQLModel

from models import columns
from models.ownership import owned_by_no_customer
from models.values.instant import Instant

RECOVERY_CODES = 10
_GROUPS, _GROUP_BYTES = 4, 3


class SecondFactor(SQLModel, table=True):
    """Codes are asked for from `confirmed_at` on; before, the operator is setting it up.

    `sealed_seed` is the shared secret of the app, encrypted. `last_step` is the half minute of the last code that was
    used: none of it or before is taken again.
    """

    __tablename__ = "second_factor"
    __table_args__ = owned_by_no_customer()

    operator_id: str = columns.text(primary_key=True, foreign_key="operator.id", ondelete="CASCADE")
    sealed_seed: str
    confirmed_at: Instant | None = columns.instant(default=None)
    last_step: int = columns.amount(default=0)


class RecoveryCode(SQLModel, table=True):
    """A code that takes the place of the app's once; it is deleted when it is used."""

    __tablename__ = "recovery_code"
    __table_args__ = owned_by_no_customer()

    operator_id: str = columns.text(primary_key=True, foreign_key="operator.id", ondelete="CASCADE")
    code_hash: str = columns.text(primary_key=True)


def make_recovery_codes() -> list[str]:
    """New ones, of 96 random bits each: "a1b2c3-d4e5f6-…"."""
    return ["-".join(secrets.token_hex(_GROUP_BYTES) for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> str:
    """SHA-256 is enough: 96 random bits can't be guessed. Case, spaces and hyphens don't count."""
    letters = "".join(filter(str.isalnum, code)).lower()
    return hashlib.sha256(letters.encode()).hexdigest()
