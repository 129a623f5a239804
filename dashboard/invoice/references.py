"""What an invoice refers to: a link only where there is something behind it."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

from dashboard.session.view import View
from models.billing.invoice import Invoice
from resolvers.relations import INVOICE, SUBSCRIPTION


class References(NamedTuple):
    """The URLs; None for what is not known here, though its id is.

    `payment_page` is the platform's page where the customer pays, as far as it is a web page.
    """

    subscription_url: str | None
    replaced_url: str | None
    payment_page: str | None


async def find_references(view: View, invoice: Invoice) -> References:
    """The references of one invoice."""
    subscription_url, replaced_url = await asyncio.gather(
        _find(view, SUBSCRIPTION, invoice.subscription_id, view.subscription_url),
        _find(view, INVOICE, invoice.from_invoice_id, view.invoice_url),
    )
    return References(subscription_url, replaced_url, _web_page(invoice.hosted_url))


async def _find(view: View, batch: Any, object_id: str | None, url: Callable[[str], str]) -> str | None:
    if not object_id or await view.context.loaders.load(batch, object_id) is None:
        return None
    return url(object_id)


def _web_page(url: str | None) -> str | None:
    # Imported as it came: a link of another scheme could run a script.
    return url if url and url.lower().startswith("https://") else None
