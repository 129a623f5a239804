"""What every change of a subscription answers."""

from typing import Self

import strawberry

from resolvers.context import RequestContext
from resolvers.subscriptions.changes import SubscriptionChange
from schema.connections.connection import Edge
from schema.declarations.field import RequestInfo
from schema.declarations.row_types import to_graphql
from schema.mutations.new_activity import NEW_ACTIVITY, new_activity
from schema.types.activity import Activity
from schema.types.subscription import BillingSubscription
from schema.types.user_error import UserError, user_errors


@strawberry.type
class ChangedSubscription:
    """The fields of its payload."""

    subscription: BillingSubscription | None = strawberry.field(
        description="The subscription as it stands now; null when the change was refused."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")
    change: strawberry.Private[SubscriptionChange]

    @strawberry.field(description=NEW_ACTIVITY)
    async def activity(self, info: RequestInfo) -> Edge[Activity] | None:
        return await new_activity(self.change, info)

    @classmethod
    def of(cls, change: SubscriptionChange, context: RequestContext) -> Self:
        """The payload of this change."""
        return cls(
            subscription=to_graphql(change.subscription, context),
            user_errors=user_errors(change.refused),
            change=change,
        )
