"""The section of a customer's payment methods."""

import asyncio
from typing import NamedTuple

from dashboard.session.view import View
from dashboard.wording.badges import DEFAULT, EXPIRED, EXPIRES_BEFORE_NEXT_CHARGE, Badge
from dashboard.wording.names import payment_method
from models.billing.payment_method import PaymentMethod, has_expired
from models.values.instant import Instant
from resolvers.customers.sums import SUMS_AND_RISKS_OF_CUSTOMER
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import PAYMENT_METHODS_OF_CUSTOMER

MOST = 20


class MethodRow(NamedTuple):
    """A payment method and the texts of its row."""

    name: str
    badges: list[Badge]
    expires: str | None
    added_at: Instant


class MethodSection(NamedTuple):
    """The first of the methods, the default one before the others."""

    rows: list[MethodRow]
    has_more: bool


async def read_payment_methods(view: View, customer_id: str) -> MethodSection:
    """The section; a card that ends before the next charge that it pays is marked."""
    wanted = PAYMENT_METHODS_OF_CUSTOMER.page(PageRequest(MOST))
    load = view.context.loaders.load
    page, sums = await asyncio.gather(load(wanted, customer_id), load(SUMS_AND_RISKS_OF_CUSTOMER, customer_id))
    rows = [_method_row(each, view.context.now, ends_before_charge=each.id in sums.ending_cards) for each in page.rows]
    return MethodSection(rows, page.has_next)


def _method_row(method: PaymentMethod, now: Instant, *, ends_before_charge: bool) -> MethodRow:
    month, year = method.expires_month, method.expires_year
    badges = [DEFAULT] if method.is_default else []
    if has_expired(month, year, now):
        badges.append(EXPIRED)
    elif ends_before_charge:
        badges.append(EXPIRES_BEFORE_NEXT_CHARGE)
    expires = None if month is None or year is None else f"{month:02}/{year}"
    return MethodRow(
        payment_method(method.type, method.brand, method.last4) or "Unknown", badges, expires, method.created_at
    )
