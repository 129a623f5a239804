"""Which role may do what: everything that changes something, or shows more than the data, needs a permission."""

from collections.abc import Mapping
from enum import StrEnum

from models.access.viewer import Role, Viewer


class Permission(StrEnum):
    """What a role may be allowed to do beyond reading."""

    CANCEL_SUBSCRIPTION = "CANCEL_SUBSCRIPTION"
    RESUME_SUBSCRIPTION = "RESUME_SUBSCRIPTION"
    CREATE_CUSTOMER_TOKEN = "CREATE_CUSTOMER_TOKEN"  # noqa: S105 – a permission's name


# A new role is one row.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset(),
    Role.OPERATOR: frozenset(
        (Permission.CANCEL_SUBSCRIPTION, Permission.RESUME_SUBSCRIPTION, Permission.CREATE_CUSTOMER_TOKEN)
    ),
    Role.CUSTOMER: frozenset(),
}

# These need an API key; a session does not have them. A customer's token ends with the API key that made it.
NEEDS_KEY = frozenset((Permission.CREATE_CUSTOMER_TOKEN,))


def permissions_of(viewer: Viewer) -> frozenset[Permission]:
    """All that this viewer may do."""
    granted = PERMISSIONS[viewer.role]
    return granted - NEEDS_KEY if viewer.signed_in else granted
