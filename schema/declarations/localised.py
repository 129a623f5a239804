"""Fields that are text for people, in the reader's locale: `localised`."""

from collections.abc import Callable
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

    async def resolve(self, parent: Any, context: RequestContext, locale: str | None) -> str:
        """The text for one parent."""
        customer_id = parent.row_context.customer_id
        if locale is None and customer_id is not None:
            customer = await context.loaders.load(self.relation, customer_id)
            locale = None if customer is None else getattr(customer, self.column)
        return self.function(*[getattr(parent.row, name) for name in self.columns], locale)


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
