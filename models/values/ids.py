"""New ids: Stripe's prefix and a ULID, which sorts by time."""

from ulid import ULID

from models.values.instant import Instant


def mint_id(prefix: str, at: Instant) -> str:
    """A new id such as "evt_01JD…"; `prefix` has no underscore."""
    return f"{prefix}_{ULID.from_timestamp(at / 1_000_000)}"
