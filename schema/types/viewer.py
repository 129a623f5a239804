"""Viewer: who is asking."""

import strawberry

from models.access.permissions import Permission, permissions_of
from models.access.viewer import Role
from resolvers.context import RequestContext
from schema.types.project import Project


@strawberry.type(description="Who is asking.")
class Viewer:
    id: strawberry.ID = strawberry.field(
        description="The same for each request with this key, operator or customer; `node` does not find it."
    )
    name: str = strawberry.field(
        description="The name of the key or operator, as events record it; not told to a customer."
    )
    role: Role = strawberry.field(description="What they may do.")
    project: Project = strawberry.field(description="Whose data they see.")
    live_mode: bool = strawberry.field(description="Whether it is live data; test data otherwise.")
    permissions: list[Permission] = strawberry.field(description="What they may do beyond reading, by name.")


def viewer_of(context: RequestContext) -> Viewer:
    """The viewer of the request, as the API shows them."""
    viewer = context.viewer
    return Viewer(
        id=strawberry.ID(f"viewer_{viewer.customer_id or viewer.credential_id}"),
        name=viewer.name,
        role=viewer.role,
        project=Project(id=strawberry.ID(viewer.project_id), name=viewer.project_name, time_zone=viewer.time_zone),
        live_mode=viewer.live_mode,
        permissions=sorted(permissions_of(viewer)),
    )
