"""Money, and how an amount is written for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.values.money import Amount, major_units, parse_locale
from models.values.money_text import amount_text
from resolvers.context import RequestContext
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER, BelongsTo
from schema.declarations import DECLARED, column, derived, face_of
from schema.edges import RequestInfo, given
from schema.types.scalars import BigInt, CurrencyCode

LocaleArgument = Annotated[
    str | None,
    strawberry.argument(
        description='A BCP 47 tag such as "de-CH". Without it the customer\'s own locale is used, else English.'
    ),
]


@dataclass(frozen=True, slots=True)
class Localised:
    """A text for people: `through(columns…, locale)`, the locale being the one asked for, else the customer's own.

    `ask(viewer, arguments…)` gives the locale asked for or None; the customer's stands in `column` of `relation`.
    """

    through: Callable[..., str]
    columns: tuple[str, ...]
    ask: Callable[..., str | None]
    relation: BelongsTo[Any]
    column: str


def asked_locale(_viewer: Viewer, locale: str | None = UNSET) -> str | None:
    """The argument, if there is one; raises BadInput for what is no known locale."""
    asked = given(locale)
    if asked is None:
        return None
    try:
        parse_locale(asked)
    except ValueError as error:
        raise BadInput(f"'locale' {asked!r} is not a known locale.") from error
    return str(asked)


FORMATTED = Localised(amount_text, ("amount_minor", "currency"), asked_locale, CUSTOMER, "locale")


@face_of(Amount, "An exact amount of one currency; never a float, never summed across currencies.")
class Money:
    amount_minor: BigInt = column(
        "amount_minor", "In the currency's smallest unit: 1234 is £12.34, ¥1234 or KWD 1.234."
    )
    currency: CurrencyCode = column("currency", "Which currency.")
    decimal: Decimal = derived(
        major_units, "amount_minor", "currency", description='In the currency\'s main unit, such as "12.34".'
    )

    @strawberry.field(description="As people write it, such as £12.34 or 12,34 €.", metadata={DECLARED: FORMATTED})
    async def formatted(self: Any, info: RequestInfo, locale: LocaleArgument = UNSET) -> str:
        asked = asked_locale(info.context.viewer, locale)
        if asked is None:
            asked = await _locale_of(info.context, self.surroundings.customer_id)
        return amount_text(self.row.amount_minor, self.row.currency, asked)


def money(column: str, description: str) -> Any:
    """A field that is an amount column in the row's currency."""
    return derived(Amount, column, "currency", description=description)


async def _locale_of(context: RequestContext, customer_id: str | None) -> str | None:
    customer = None if customer_id is None else await context.loaders.load(CUSTOMER, customer_id)
    return None if customer is None else customer.locale
