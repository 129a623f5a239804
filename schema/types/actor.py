"""Who acted, as far as the asker may know."""

from models.access.viewer import Role
from resolvers.context import RequestContext


def actor_for(actor: str | None, context: RequestContext) -> str | None:
    """Who acted; the names of operators and keys are not told to a customer."""
    return None if context.viewer.role is Role.CUSTOMER else actor
