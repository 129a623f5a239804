"""Fields that are text for people, in the reader's locale: `localised`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.values.locales import parse_locale
from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER
from schema.declarations.arguments import given
from schema.declarations.field import declared_field
from storage.concurrency.turns import in_turns


@dataclass(frozen=True, slots=True)
class Localised:
    """A text: `function(columns…, locale)`, in the locale of the field's argument, else in the customer's own.

    `ask(viewer, arguments…)` gives the argument's locale or None. The customer's is in `column` of `relation`.
    """

    function: Callable[..., str]
    columns: tuple[str, ...]
    ask: Callable[..., str | None]
    relation: BelongsTo[Any]
    column: str

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext, locale: str | None) -> list[str]:
        """The text for each parent."""
        locales = [locale] * len(parents) if locale is not None else await self._own_locales(parents, context)
        return await in_turns(
            lambda part: [
                self.function(*[getattr(parent.row, name) for name in self.columns], own) for parent, own in part
            ],
            list(zip(parents, locales, strict=True)),
        )

    async def _own_locales(self, parents: Sequence[Any], context: RequestContext) -> list[str | None]:
        owners = [parent.row_context.customer_id for parent in parents]
        found = await context.loaders.load_known(self.relation, owners)
        return [getattr(found.get(owner), self.column, None) for owner in owners]


def localised(function: Callable[..., str], *columns: str, description: str) -> Any:
    """A field that is a text made of columns in the locale that is asked for, else in the customer's own."""
    return declared_field(Localised(function, columns, _ask_locale, CUSTOMER, "locale"), description, _ask_locale)


def _ask_locale(
    _viewer: Viewer,
    locale: Annotated[
        str | None,
        strawberry.argument(
            description='A BCP 47 tag such as "de-CH". Without it the customer\'s own locale is used, else English.'
        ),
    ] = UNSET,
) -> str | None:
    asked = given(locale)
    if asked is None:
        return None
    try:
        parse_locale(asked)
    except ValueError as error:
        raise BadInput(f"'locale' {asked!r} is not a known locale.") from error
    return str(asked)
