"""The root fields that read."""

import strawberry

from resolvers.customers.unique_customers import UNIQUE_CUSTOMER
from resolvers.relations import CUSTOMER, DISPUTE, INVOICE, PAYMENT_INTENT, SUBSCRIPTION
from schema.connections.to_many import connection
from schema.declarations.by_id import by_any_id, by_id, by_ids, by_key
from schema.declarations.source import of_request
from schema.inputs.customer_key import ask_unique
from schema.inputs.customer_list import CUSTOMER_LIST
from schema.types.customer import Customer
from schema.types.customer_connection import CustomerConnection
from schema.types.dispute import Dispute
from schema.types.invoice import Invoice
from schema.types.node import NODE_RELATIONS, Node, relation_of
from schema.types.payment_intent import PaymentIntent
from schema.types.rate_limit import RateLimit, rate_limit_of
from schema.types.subscription import BillingSubscription
from schema.types.viewer import Viewer, viewer_of


@strawberry.type(description="What can be read.")
class Query:
    viewer: Viewer = of_request(viewer_of, "Who is asking, and what they see.")
    customer: Customer | None = by_id(CUSTOMER, "One customer with everything that is theirs; null for an unknown id.")
    customer_by: Customer | None = by_key(
        UNIQUE_CUSTOMER,
        ask_unique,
        "The one customer who has this; null where nobody has, an error where several have.",
    )
    customers: CustomerConnection = connection(
        CUSTOMER_LIST, "The project's customers, a page at a time; not for a customer's token."
    )
    payment_intent: PaymentIntent | None = by_id(PAYMENT_INTENT, "One payment; null for an unknown id.")
    subscription: BillingSubscription | None = by_id(SUBSCRIPTION, "One subscription; null for an unknown id.")
    invoice: Invoice | None = by_id(INVOICE, "One invoice; null for an unknown id.")
    dispute: Dispute | None = by_id(DISPUTE, "One dispute; null for an unknown id.")
    rate_limit: RateLimit = of_request(rate_limit_of, "What this operation cost, and what is left.")
    node: Node | None = by_any_id(
        NODE_RELATIONS,
        relation_of,
        "Whatever has this id, by its prefix: cus_, pi_, sub_, in_, re_, dp_, pm_, cn_ and others.",
    )
    nodes: list[Node | None] = by_ids(
        NODE_RELATIONS, relation_of, "The same for up to 100 ids, in their order; null for each unknown one."
    )
