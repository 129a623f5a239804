"""Where a hit of a search opens, and where an object is shown."""

from urllib.parse import quote

from dashboard.session.view import View
from models.search.search_match import SearchMatch, SearchMatchKind
from resolvers.relations import CUSTOMER, INVOICE, PAYMENT_INTENT, SUBSCRIPTION
from resolvers.search.destinations import Destination, has_destination

# What the ids of payment methods begin with.
_METHODS = frozenset({"pm", "card", "ba", "src"})


def url_of_match(view: View, customer_id: str, match: SearchMatch | None) -> str:
    """The URL of the page of what was found: a payment, subscription or invoice, else the customer."""
    if match is None or match.object_id == customer_id:
        return view.customer_url(customer_id)
    if match.kind is SearchMatchKind.INVOICE_NUMBER:
        return view.invoice_url(match.object_id)
    match prefix := _prefix(match.object_id):
        case "pi":
            return view.payment_url(match.object_id)
        case "in" | "inv":
            return view.invoice_url(match.object_id)
        case "sub" if not match.object_id.startswith("sub_sched"):
            return view.subscription_url(match.object_id)
        case _ if prefix in _METHODS:
            return f"{view.customer_url(customer_id)}#methods"
    return view.object_url(match.object_id) if has_destination(match.object_id) else view.customer_url(customer_id)


def url_of_destination(view: View, destination: Destination, object_id: str) -> str:
    """The URL of the page that shows an object, scrolled to the object."""
    pages = {
        PAYMENT_INTENT: view.payment_url,
        INVOICE: view.invoice_url,
        SUBSCRIPTION: view.subscription_url,
        CUSTOMER: view.customer_url,
    }
    url = pages[destination.kind](destination.id)
    if destination.kind is CUSTOMER:
        return f"{url}#methods" if _prefix(object_id) in _METHODS else url
    return url if destination.id == object_id else f"{url}#{quote(object_id, safe='')}"


def _prefix(object_id: str) -> str:
    return object_id.partition("_")[0]
