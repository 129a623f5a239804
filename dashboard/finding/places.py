"""Where a hit of a search opens."""

from dashboard.session.view import View
from models.search.search_match import SearchMatch, SearchMatchKind


def place_of(view: View, customer_id: str, match: SearchMatch | None) -> str:
    """The URL of the page of what was found: a payment, subscription or invoice, else the customer."""
    if match is None or match.object_id == customer_id:
        return view.customer_url(customer_id)
    if match.kind is SearchMatchKind.INVOICE_NUMBER:
        return view.invoice_url(match.object_id)
    match match.object_id.partition("_")[0]:
        case "pi" | "py":
            return view.payment_url(match.object_id)
        case "in" | "inv":
            return view.invoice_url(match.object_id)
        case "sub":
            return view.subscription_url(match.object_id)
        case "ch" | "re" | "pyr" | "dp" | "du":
            return f"{view.customer_url(customer_id)}#payments"
    return view.customer_url(customer_id)
