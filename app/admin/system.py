"""Commands act as the system, which may do everything."""

from models.access.project import Project
from models.access.viewer import Role, Viewer


def system_viewer(project: Project, *, live_mode: bool, command: str) -> Viewer:
    """The system in one project and mode; events name the command, such as "pdf"."""
    # The role that has every permission.
    return Viewer(
        project.id, project.name, live_mode, Role.ADMIN, f"calmony {command}", "cli", time_zone=project.time_zone
    )
