"""The idempotency key of a mutation, as an argument or as a header."""

from typing import Any

import strawberry
from strawberry import UNSET

from resolvers.context import RequestContext
from schema.declarations.arguments import given


def idempotency_key_field() -> Any:
    """The input's field for the key."""
    return strawberry.field(
        default=UNSET,
        description="1 to 255 characters: within 24 hours the same key with the same input gives the first answer "
        "again and acts no more. The Idempotency-Key header does the same.",
    )


def key_of(context: RequestContext, argument: str | None) -> str | None:
    """The key to use: the argument, or the request's header where it is left out or null."""
    key: str | None = given(argument)
    return context.idempotency_key if key is None else key
