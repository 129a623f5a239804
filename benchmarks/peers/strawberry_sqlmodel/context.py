"""What a request's resolvers find in their context."""

from dataclasses import dataclass

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.peers.strawberry_sqlmodel.loaders import Loaders


@dataclass
class Context:
    """Made anew for each request."""

    engine: AsyncEngine
    project: str
    loaders: Loaders


Info = strawberry.Info[Context, None]
