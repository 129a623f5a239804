"""The root fields that read."""

import asyncio
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.customer import Customer as CustomerRow
from models.instant import Instant
from models.invoice import InvoiceStatus
from models.subscription import SubscriptionStatus
from models.viewer import Role
from resolvers.context import RequestContext
from resolvers.customers import CUSTOMERS, ORDERS, CustomerOrder, count_customers, list_customers
from resolvers.customers import CustomerFilter as CustomerSelection
from resolvers.errors import BadInput
from resolvers.pages import MAX_PAGE_SIZE, Cursors, request_page
from resolvers.relations import CUSTOMER, INVOICE, PAYMENT_INTENT, SUBSCRIPTION, BelongsTo
from schema.connection import Connection
from schema.customer import Customer
from schema.declarations import present, present_one
from schema.edges import After, Before, First, Last, RequestInfo, given
from schema.invoice import Invoice
from schema.node import Node, relation_of
from schema.payment_intent import PaymentIntent
from schema.subscription import BillingSubscription

IdArgument = Annotated[strawberry.ID, strawberry.argument(description="The object's id.")]


@strawberry.type(description="The seller that everything a key sees belongs to.")
class Project:
    id: strawberry.ID = strawberry.field(description="The project's id.")
    name: str = strawberry.field(description="The project's name.")


@strawberry.type(description="Who is asking.")
class Viewer:
    name: str = strawberry.field(
        description="The name of the key or operator, as events record it; not told to a customer."
    )
    role: Role = strawberry.field(description="What they may do.")
    project: Project = strawberry.field(description="Whose data they see.")
    live_mode: bool = strawberry.field(description="Whether it is live data; test data otherwise.")


@strawberry.input(description="Each part that is given narrows the list.")
class CustomerFilter:
    subscription_status: list[SubscriptionStatus] | None = strawberry.field(
        default=UNSET, description="Has a subscription in one of these."
    )
    invoice_status: list[InvoiceStatus] | None = strawberry.field(
        default=UNSET, description="Has an invoice in one of these."
    )
    overdue: bool | None = strawberry.field(default=UNSET, description="Has an overdue invoice; false: has none.")
    created_from: Instant | None = strawberry.field(default=UNSET, description="Created then or later.")
    created_before: Instant | None = strawberry.field(default=UNSET, description="Created before then.")


@strawberry.type(description="What can be read.")
class Query:
    @strawberry.field(description="Who is asking, and what they see.")
    def viewer(self, info: RequestInfo) -> Viewer:
        viewer = info.context.viewer
        project = Project(id=strawberry.ID(viewer.project_id), name=viewer.project_name)
        return Viewer(name=viewer.name, role=viewer.role, project=project, live_mode=viewer.live_mode)

    @strawberry.field(description="One customer with everything that is theirs; null for an unknown id.")
    async def customer(self, info: RequestInfo, id: IdArgument) -> Customer | None:
        return await _find(info.context, CUSTOMER, id)

    @strawberry.field(description="The project's customers, a page at a time; not for a customer's token.")
    async def customers(
        self,
        info: RequestInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="An exact id, e-mail or invoice number, or words of a name: beginnings are "
                "enough, in any case and script."
            ),
        ] = UNSET,
        filter: Annotated[CustomerFilter | None, strawberry.argument(description="What they must have.")] = UNSET,
        order_by: Annotated[CustomerOrder, strawberry.argument(description="Which come first.")] = CustomerOrder.NEWEST,
    ) -> Connection[Customer]:
        context = info.context
        wanted = _selection(given(search), given(filter))
        cursors = Cursors.of(context.viewer, CUSTOMERS, ORDERS[order_by])
        request = request_page(cursors, CustomerRow, *map(given, (first, after, last, before)))
        page = await list_customers(context, wanted, order_by, request)
        return Connection(
            nodes=[present(row, context) for row in page.rows],
            page=page,
            cursors=cursors,
            count=lambda: count_customers(context, wanted),
        )

    @strawberry.field(description="One payment; null for an unknown id.")
    async def payment_intent(self, info: RequestInfo, id: IdArgument) -> PaymentIntent | None:
        return await _find(info.context, PAYMENT_INTENT, id)

    @strawberry.field(description="One subscription; null for an unknown id.")
    async def subscription(self, info: RequestInfo, id: IdArgument) -> BillingSubscription | None:
        return await _find(info.context, SUBSCRIPTION, id)

    @strawberry.field(description="One invoice; null for an unknown id.")
    async def invoice(self, info: RequestInfo, id: IdArgument) -> Invoice | None:
        return await _find(info.context, INVOICE, id)

    @strawberry.field(description="Whatever has this id, by its prefix: cus_, pi_, sub_, in_ or inv_.")
    async def node(self, info: RequestInfo, id: IdArgument) -> Node | None:
        return await _find_node(info.context, id)

    @strawberry.field(description="The same for up to 100 ids, in their order; null for each unknown one.")
    async def nodes(
        self,
        info: RequestInfo,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The objects' ids.")],
    ) -> list[Node | None]:
        if len(ids) > MAX_PAGE_SIZE:
            raise BadInput(f"'ids' has more than {MAX_PAGE_SIZE} ids.")
        return await asyncio.gather(*(_find_node(info.context, node_id) for node_id in ids))


async def _find(context: RequestContext, relation: BelongsTo[Any], row_id: str) -> Any:
    return present_one(await context.loaders.load(relation, row_id), context)


async def _find_node(context: RequestContext, node_id: str) -> Any:
    relation = relation_of(node_id)
    return None if relation is None else await _find(context, relation, node_id)


def _selection(search: str | None, narrowed: CustomerFilter | None) -> CustomerSelection:
    if narrowed is None:
        return CustomerSelection(search=search)
    return CustomerSelection(
        search=search,
        subscription_status=_members(narrowed.subscription_status),
        invoice_status=_members(narrowed.invoice_status),
        overdue=given(narrowed.overdue),
        created_from=given(narrowed.created_from),
        created_before=given(narrowed.created_before),
    )


def _members(statuses: Any) -> tuple[Any, ...] | None:
    wanted = given(statuses)
    return None if wanted is None else tuple(wanted)
