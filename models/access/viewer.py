"""Who asks, and what they may see."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key, an operator or a customer's token may do."""

    VIEWER = "VIEWER"
    OPERATOR = "OPERATOR"
    CUSTOMER = "CUSTOMER"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One authenticated caller: every read and write happens in its project and mode.

    `name` goes into events as the actor; `credential_id` is the key or operator behind it.
    `signed_in` tells the operator's session from a key.
    `customer_id`, where set, narrows everything to that one customer; the role CUSTOMER can't be without it.
    """

    project_id: str
    project_name: str
    live_mode: bool
    role: Role
    name: str
    credential_id: str
    customer_id: str | None = None
    signed_in: bool = False

    def __post_init__(self) -> None:
        if self.role is Role.CUSTOMER and self.customer_id is None:
            raise ValueError("a viewer with the role CUSTOMER needs its customer")

    @property
    def may_list(self) -> bool:
        """Listing and searching customers is for who works with all of them."""
        return self.role is not Role.CUSTOMER
