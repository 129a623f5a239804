"""What each role may do."""

import pytest

from models.access.permissions import PERMISSIONS, Permission, permissions_of
from models.access.viewer import Role
from tests.factories import make_viewer

ALL = frozenset(Permission)
OPERATORS = frozenset(
    (Permission.CANCEL_SUBSCRIPTION, Permission.RESUME_SUBSCRIPTION, Permission.CREATE_CUSTOMER_TOKEN)
)


def test_every_role_has_a_row() -> None:
    assert set(PERMISSIONS) == set(Role), "a new role has a row in models/access/permissions.py"


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ({"role": Role.VIEWER}, frozenset()),
        ({"role": Role.CUSTOMER, "customer_id": "cus_1"}, frozenset()),
        ({"role": Role.OPERATOR}, OPERATORS),
        ({"role": Role.ADMIN}, ALL),
        ({"role": Role.VIEWER, "signed_in": True}, frozenset()),
        ({"role": Role.OPERATOR, "signed_in": True}, OPERATORS - {Permission.CREATE_CUSTOMER_TOKEN}),
        ({"role": Role.ADMIN, "signed_in": True}, ALL - {Permission.CREATE_CUSTOMER_TOKEN}),
    ],
)
def test_a_viewer_has_the_permissions_of_the_role(viewer: dict[str, object], expected: frozenset[Permission]) -> None:
    assert permissions_of(make_viewer(**viewer)) == expected
