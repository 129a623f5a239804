"""The viewer: who asks, and what they may see."""

from dataclasses import dataclass
from enum import StrEnum

from models.values.time_zone import UTC


class Role(StrEnum):
    """The role of a key, an operator or a customer's token; `models.access.permissions` says what it may do."""

    VIEWER = "VIEWER"
    OPERATOR = "OPERATOR"
    ADMIN = "ADMIN"
    CUSTOMER = "CUSTOMER"


@dataclass(frozen=True, slots=True)
class Viewer:
    """An authenticated caller: all that they read and write is in this project and mode.

    Events name the caller by `name`. `credential_id` is the id of the key or operator. `signed_in` is true for an
    operator's session and false for a key. `customer_id` narrows everything to one customer; the role CUSTOMER has one.
    `time_zone` is the project's.
    """

    project_id: str
    project_name: str
    live_mode: bool
    role: Role
    name: str
    credential_id: str
    customer_id: str | None = None
    signed_in: bool = False
    time_zone: str = UTC

    def __post_init__(self) -> None:
        if self.role is Role.CUSTOMER and self.customer_id is None:
            raise ValueError("a viewer with the role CUSTOMER needs its customer")

    @property
    def is_customer(self) -> bool:
        """Whether a customer's token asks."""
        return self.role is Role.CUSTOMER

    @property
    def may_list(self) -> bool:
        """Whether they may list and search customers: a customer may not."""
        return not self.is_customer
