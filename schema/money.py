"""Money, and how an amount is written for people."""

from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.money import format_money, locale_or_fallback, major_units, parse_locale
from resolvers.context import RequestContext
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER
from schema.declarations import derived
from schema.edges import RequestInfo, given
from schema.scalars import BigInt, CurrencyCode

LocaleArgument = Annotated[
    str | None,
    strawberry.argument(
        description='A BCP 47 tag such as "de-CH". Without it the customer\'s own locale is used, else English.'
    ),
]


@strawberry.type(description="An exact amount of one currency; never a float, never summed across currencies.")
class Money:
    amount_minor: BigInt = strawberry.field(
        description="In the currency's smallest unit: 1234 is £12.34, ¥1234 or KWD 1.234."
    )
    currency: CurrencyCode = strawberry.field(description="Which currency.")
    decimal: Decimal = strawberry.field(description='In the currency\'s main unit, such as "12.34".')
    customer_id: strawberry.Private[str | None]

    @strawberry.field(description="As people write it, such as £12.34 or 12,34 €.")
    async def formatted(self, info: RequestInfo, locale: LocaleArgument = UNSET) -> str:
        asked = given(locale)
        if asked is not None:
            return format_money(self.amount_minor, self.currency, _parse_asked(asked))
        stored = await _locale_of(info.context, self.customer_id)
        return format_money(self.amount_minor, self.currency, locale_or_fallback(stored))


def money_of(amount_minor: int, currency: str, customer_id: str | None) -> Money:
    """An amount in minor units, shown in the locale of the customer it concerns."""
    return Money(
        amount_minor=BigInt(amount_minor),
        currency=CurrencyCode(currency),
        decimal=major_units(amount_minor, currency),
        customer_id=customer_id,
    )


def money(column: str, description: str) -> Any:
    """A field that is an amount column in the row's currency."""
    return derived(money_of, column, "currency", needs=("customer_id",), description=description)


async def _locale_of(context: RequestContext, customer_id: str | None) -> str | None:
    customer = None if customer_id is None else await context.loaders.load(CUSTOMER, customer_id)
    return None if customer is None else customer.locale


def _parse_asked(identifier: str) -> Any:
    try:
        return parse_locale(identifier)
    except ValueError as error:
        raise BadInput(f"'locale' {identifier!r} is not a known locale.") from error
