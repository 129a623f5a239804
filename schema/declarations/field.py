"""A field that is declared: Strawberry gets a resolver that is generated from the declaration."""

from collections.abc import Awaitable, Callable
from inspect import Parameter, Signature
from typing import Any

import strawberry
from strawberry import Info

from resolvers.context import RequestContext
from schema.declarations.arguments import Ask, arguments_of

RequestInfo = Info[RequestContext, None]

# A field's metadata hold its declaration under this name, for query plans, which run without Strawberry's resolvers.
DECLARED = "declared"

# `resolve_all(parents, context)` gives the values for many parents. A field with arguments gives it what they ask for,
# too. An error of one parent may end it for all.
ResolveAll = Callable[..., Awaitable[list[Any]]]

_PARENT_AND_INFO = (
    Parameter("root", Parameter.POSITIONAL_OR_KEYWORD),
    Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=RequestInfo),
)


def declared_field(declared: Any, description: str, ask: Ask | None = None) -> Any:
    """A field that resolves by the `resolve_all` of its declaration, with the arguments of `ask`."""
    resolve_all = declared.resolve_all
    resolver = _resolver(resolve_all) if ask is None else _resolver_with_arguments(resolve_all, ask)
    return strawberry.field(resolver=resolver, description=description, metadata={DECLARED: declared})


def _resolver(resolve_all: ResolveAll) -> Any:
    async def resolver(root: Any, info: RequestInfo) -> Any:
        [value] = await resolve_all([root], info.context)
        return value

    return _with_arguments(resolver, [])


def _resolver_with_arguments(resolve_all: ResolveAll, ask: Ask) -> Any:
    async def resolver(root: Any, info: RequestInfo, **arguments: Any) -> Any:
        context = info.context
        [value] = await resolve_all([root], context, ask(context.viewer, **arguments))
        return value

    return _with_arguments(resolver, arguments_of(ask))


def _with_arguments(resolver: Any, arguments: list[Parameter]) -> Any:
    # Strawberry takes the arguments from the signature; the field's type is the annotation in its class.
    resolver.__signature__ = Signature([*_PARENT_AND_INFO, *arguments])
    return resolver
