"""The root fields that read."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.permissions import Permission, permissions_of
from models.access.viewer import Role
from models.access.viewer import Viewer as Caller
from models.billing.customer import Customer as CustomerRow
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.customers.customers import (
    CUSTOMERS,
    ORDERS,
    WHOLE_LIST,
    CountOfCustomers,
    CustomerOrder,
    PageOfCustomers,
)
from resolvers.customers.customers import CustomerFilter as CustomerSelection
from resolvers.errors import BadInput
from resolvers.paging.pages import MAX_PAGE_SIZE, Cursors, request_page
from resolvers.relations import CUSTOMER, INVOICE, PAYMENT_INTENT, SUBSCRIPTION, BelongsTo
from schema.connection import Connection
from schema.declarations import DECLARED, Source, present
from schema.edges import After, Asked, Before, ById, First, Last, RequestInfo, ToMany, connect, given
from schema.types.customer import Customer
from schema.types.invoice import Invoice
from schema.types.node import NODE_RELATIONS, Node, relation_of
from schema.types.payment_intent import PaymentIntent
from schema.types.subscription import BillingSubscription

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
    permissions: list[Permission] = strawberry.field(description="What they may do beyond reading, by name.")


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


def viewer_of(context: RequestContext) -> Viewer:
    """Who asks, as they are told."""
    viewer = context.viewer
    project = Project(id=strawberry.ID(viewer.project_id), name=viewer.project_name)
    return Viewer(
        name=viewer.name,
        role=viewer.role,
        project=project,
        live_mode=viewer.live_mode,
        permissions=sorted(permissions_of(viewer)),
    )


def one_id(_viewer: Caller, id: str) -> Sequence[str]:
    """The argument of a field that finds one object."""
    return [id]


def many_ids(_viewer: Caller, ids: Sequence[str]) -> Sequence[str]:
    """The argument of a field that finds several; raises BadInput for more than a page of them."""
    if len(ids) > MAX_PAGE_SIZE:
        raise BadInput(f"'ids' has more than {MAX_PAGE_SIZE} ids.")
    return ids


def one_of(relation: BelongsTo[Any]) -> ById:
    """A field that finds one object of one table."""
    return ById((relation,), lambda _: relation, one_id)


def ask_customers(
    viewer: Caller,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
    search: str | None = UNSET,
    filter: CustomerFilter | None = UNSET,
    order_by: CustomerOrder = CustomerOrder.NEWEST,
) -> Asked:
    """What the arguments of the list of customers ask for; raises BadInput."""
    wanted = _selection(given(search), given(filter))
    cursors = Cursors.of(viewer, CUSTOMERS, ORDERS[order_by])
    request = request_page(cursors, CustomerRow, *map(given, (first, after, last, before)))
    return Asked(PageOfCustomers(wanted, order_by, request), CountOfCustomers(wanted), cursors)


@strawberry.type(description="What can be read.")
class Query:
    @strawberry.field(
        description="Who is asking, and what they see.",
        metadata={DECLARED: Source((), viewer_of, needs=("context",))},
    )
    def viewer(self, info: RequestInfo) -> Viewer:
        return viewer_of(info.context)

    @strawberry.field(
        description="One customer with everything that is theirs; null for an unknown id.",
        metadata={DECLARED: one_of(CUSTOMER)},
    )
    async def customer(self, info: RequestInfo, id: IdArgument) -> Customer | None:
        return await _find(info.context, CUSTOMER, id)

    @strawberry.field(
        description="The project's customers, a page at a time; not for a customer's token.",
        metadata={DECLARED: ToMany(CustomerRow, ask_customers, tuple(ORDERS.values()), key=None, known_as=CUSTOMER)},
    )
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
        asked = ask_customers(context.viewer, first, after, last, before, search, filter, order_by)
        found = await connect(asked, context, WHOLE_LIST)
        context.loaders.remember(CUSTOMER, {row.id: row for row in found.page.rows})
        return found

    @strawberry.field(description="One payment; null for an unknown id.", metadata={DECLARED: one_of(PAYMENT_INTENT)})
    async def payment_intent(self, info: RequestInfo, id: IdArgument) -> PaymentIntent | None:
        return await _find(info.context, PAYMENT_INTENT, id)

    @strawberry.field(
        description="One subscription; null for an unknown id.", metadata={DECLARED: one_of(SUBSCRIPTION)}
    )
    async def subscription(self, info: RequestInfo, id: IdArgument) -> BillingSubscription | None:
        return await _find(info.context, SUBSCRIPTION, id)

    @strawberry.field(description="One invoice; null for an unknown id.", metadata={DECLARED: one_of(INVOICE)})
    async def invoice(self, info: RequestInfo, id: IdArgument) -> Invoice | None:
        return await _find(info.context, INVOICE, id)

    @strawberry.field(
        description="Whatever has this id, by its prefix: cus_, pi_, sub_, in_ or inv_.",
        metadata={DECLARED: ById(NODE_RELATIONS, relation_of, one_id)},
    )
    async def node(self, info: RequestInfo, id: IdArgument) -> Node | None:
        return await _find_node(info.context, id)

    @strawberry.field(
        description="The same for up to 100 ids, in their order; null for each unknown one.",
        metadata={DECLARED: ById(NODE_RELATIONS, relation_of, many_ids)},
    )
    async def nodes(
        self,
        info: RequestInfo,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The objects' ids.")],
    ) -> list[Node | None]:
        wanted = many_ids(info.context.viewer, ids)
        return await asyncio.gather(*(_find_node(info.context, node_id) for node_id in wanted))


async def _find(context: RequestContext, relation: BelongsTo[Any], row_id: str) -> Any:
    return present(await context.loaders.load(relation, row_id), context)


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
