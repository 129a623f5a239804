"""Which role may do what: everything that changes something, or shows more than the data, needs a permission."""

from collections.abc import Mapping
from enum import StrEnum

from models.access.viewer import Role, Viewer


class Permission(StrEnum):
    """What a role may be allowed to do beyond reading."""

    CANCEL_SUBSCRIPTION = "CANCEL_SUBSCRIPTION"
    RESUME_SUBSCRIPTION = "RESUME_SUBSCRIPTION"
    CREATE_CUSTOMER_TOKEN = "CREATE_CUSTOMER_TOKEN"  # noqa: S105 – a permission's name
    MANAGE_OPERATORS = "MANAGE_OPERATORS"
    READ_ACCESS_LOG = "READ_ACCESS_LOG"
    ERASE_CUSTOMER = "ERASE_CUSTOMER"
    REVOKE_LINK = "REVOKE_LINK"


# A new role is one row. A role that may do more comes after one that may do less.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset(),
    Role.OPERATOR: frozenset(
        (Permission.CANCEL_SUBSCRIPTION, Permission.RESUME_SUBSCRIPTION, Permission.CREATE_CUSTOMER_TOKEN)
    ),
    Role.ADMIN: frozenset(Permission),
    Role.CUSTOMER: frozenset(),
}

# These need an API key; a session does not have them. A customer's token ends with the API key that made it.
NEEDS_KEY = frozenset((Permission.CREATE_CUSTOMER_TOKEN,))


def first_role_with(permission: Permission) -> Role:
    """The role that may do the least of those that have the permission."""
    return next(role for role, granted in PERMISSIONS.items() if permission in granted)


def permissions_of(viewer: Viewer) -> frozenset[Permission]:
    """All that this viewer may do."""
    granted = PERMISSIONS[viewer.role]
    return granted - NEEDS_KEY if viewer.signed_in else granted
