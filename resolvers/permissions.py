"""The one place where permissions are checked."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from models.access.permissions import NEEDS_KEY, PERMISSIONS, Permission, first_role_with, permissions_of
from models.access.viewer import Viewer
from resolvers.context import RequestContext
from resolvers.errors import Forbidden

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Action = Callable[Concatenate[RequestContext, Arguments], Coroutine[Any, Any, Result]]


def require(viewer: Viewer, permission: Permission) -> None:
    """Raises Forbidden for a viewer without the permission."""
    if permission in permissions_of(viewer):
        return
    if permission in PERMISSIONS[viewer.role] & NEEDS_KEY:
        raise Forbidden("A customer's token hangs on an API key: ask for it with an operator's key.")
    raise Forbidden(f"This needs the {first_role_with(permission).lower()} role.")


def needs(permission: Permission) -> Callable[[Action[Arguments, Result]], Action[Arguments, Result]]:
    """Declares the permission that an action needs; without it nothing is read, and Forbidden is raised."""

    def declare(act: Action[Arguments, Result]) -> Action[Arguments, Result]:
        @wraps(act)
        async def permitted(context: RequestContext, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            require(context.viewer, permission)
            return await act(context, *args, **kwargs)

        return permitted

    return declare
