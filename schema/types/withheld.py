"""What is not told to a customer: who acted, the project's notes, risk, and some reasons of declines."""

from typing import TypeVar

from models.access.viewer import Role
from resolvers.context import RequestContext

Value = TypeVar("Value")


def is_customer(context: RequestContext) -> bool:
    """Whether a customer's token asks."""
    return context.viewer.role is Role.CUSTOMER


def not_for_customers(value: Value, context: RequestContext) -> Value | None:
    """The value; None for a customer's token."""
    return None if is_customer(context) else value
