"""Who a command acts as."""

from app.admin.system import system_viewer
from models.access.permissions import Permission, permissions_of
from tests.factories import make_project


def test_a_command_has_every_permission_and_is_named_in_events() -> None:
    viewer = system_viewer(make_project(), live_mode=False, command="pdf")

    assert permissions_of(viewer) == frozenset(Permission)
    assert (viewer.project_id, viewer.live_mode, viewer.name) == ("prj_1", False, "calmony pdf")
    assert viewer.customer_id is None
