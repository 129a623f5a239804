"""The root fields that change something."""

import strawberry

from schema.mutations import cancel_subscription, create_customer_token, resume_subscription


@strawberry.type(description="What can be changed, with the operator role.")
class Mutation:
    cancel_subscription = cancel_subscription.cancel_subscription
    resume_subscription = resume_subscription.resume_subscription
    create_customer_token = create_customer_token.create_customer_token
