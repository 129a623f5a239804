"""How a mutation is declared: with the permission that it needs."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import strawberry

from models.access.permissions import Permission
from resolvers.permissions import require
from schema.declarations.field import RequestInfo

# The metadata of a mutation hold its permission under this name.
PERMISSION = "permission"

Resolver = Callable[..., Awaitable[Any]]


def mutation(permission: Permission, description: str) -> Callable[[Resolver], Any]:
    """Makes a function a root field that changes something; a viewer without the permission gets FORBIDDEN."""

    def declare(resolve: Resolver) -> Any:
        @wraps(resolve)
        async def permitted(info: RequestInfo, **arguments: Any) -> Any:
            require(info.context.viewer, permission)
            return await resolve(info, **arguments)

        return strawberry.mutation(permitted, description=description, metadata={PERMISSION: permission})

    return declare
