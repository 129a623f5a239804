"""Who asks, and what they may see."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key or an operator may do."""

    VIEWER = "VIEWER"
    OPERATOR = "OPERATOR"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One authenticated caller: every read and write happens in its project and mode.

    `name` goes into events as the actor; `credential_id` is the key or operator behind it.
    `customer_id`, where set, narrows everything to that one customer.
    """

    project_id: str
    project_name: str
    live_mode: bool
    role: Role
    name: str
    credential_id: str
    customer_id: str | None = None

    @property
    def may_cancel(self) -> bool:
        """Cancelling and resuming are operator-level actions."""
        return self.role is Role.OPERATOR
