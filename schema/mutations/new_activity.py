"""The activity that a change adds to its customer's list."""

from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER, ACTIVITY_OF_EVENT
from resolvers.paging.cursors import Cursors
from resolvers.subscriptions.changes import SubscriptionChange
from schema.connections.connection import Edge
from schema.declarations.field import RequestInfo
from schema.declarations.row_types import to_graphql
from schema.types.activity import Activity

NEW_ACTIVITY = (
    "The new entry of the customer's `activity`, for a client to prepend to its list; null when nothing was changed."
)


async def new_activity(change: SubscriptionChange, info: RequestInfo) -> Edge[Activity] | None:
    """The edge of the entry that tells of the change."""
    context = info.context
    if change.event_id is None:
        return None
    row = await context.loaders.load(ACTIVITY_OF_EVENT, change.event_id)
    if row is None:
        return None
    cursors = Cursors.of(context.viewer, ACTIVITY_OF_CUSTOMER.name, ACTIVITY_OF_CUSTOMER.order)
    return Edge(cursor=cursors.encode(row), node=to_graphql(row, context, row.customer_id))
