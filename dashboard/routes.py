"""The routes of the operator's pages."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dashboard.access_log.readers_page import show_readers
from dashboard.account.account_page import ACCOUNT, AccountPage
from dashboard.account.second_factor_page import SECOND_FACTOR, SecondFactorPage
from dashboard.cancel_subscription.pages import ask_to_cancel, cancel, resume
from dashboard.cancellations.cancellations_page import show_cancellations
from dashboard.cancellations.csv_export import export_cancellations_csv
from dashboard.customer.csv_exports import export_invoices_csv, export_payments_csv
from dashboard.customer.customer_page import show_customer
from dashboard.customers.csv_export import export_csv
from dashboard.customers.customer_list import show_customers
from dashboard.erase_customer.customer_eraser import CustomerEraser
from dashboard.erase_customer.pages import ErasePages
from dashboard.invoice.invoice_page import show_invoice
from dashboard.invoice_links.links_page import revoke_links, show_links
from dashboard.page.error_pages import NOTHING_HERE, error_page
from dashboard.payment.payment_page import show_payment
from dashboard.search_box.pages import open_hit, open_object, show_hits
from dashboard.session.authentication import Authentication
from dashboard.session.provider_page import ProviderPage
from dashboard.session.return_urls import HOME, PROVIDER, PROVIDER_RETURN, SIGN_IN, SIGN_OUT
from dashboard.session.sign_in import SignInPage
from dashboard.session.view import View, in_both_modes, signed_in
from dashboard.subscription.subscription_page import show_subscription

STATIC = Path(__file__).parent / "static"
# An id can contain any character, even a slash.
CUSTOMER = "/customers/{customer_id:path}"
SUBSCRIPTION = CUSTOMER + "/subscriptions/{subscription_id:path}"
ENTRIES = {"/": HOME, "/dashboard": HOME, "/dashboard/": HOME, "/dashboard/test": "/dashboard/test/customers"}


class Assets(StaticFiles):
    """Style sheets, scripts and images, revalidated by ETag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Like Starlette's method, with a cache-control header that a 304 has too."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def dashboard_routes(authentication: Authentication, erasing: CustomerEraser) -> list[BaseRoute]:
    """The pages, and `/`, which leads to them. Without a session, an unknown path looks like any other page."""
    erase = ErasePages(erasing)
    return [
        *(Route(path, _redirect_to(target), methods=["GET"]) for path, target in ENTRIES.items()),
        Mount("/dashboard/static", Assets(directory=STATIC)),
        *_session_routes(authentication),
        *in_both_modes("/find", open_hit, authentication),
        *in_both_modes("/find/hits", show_hits, authentication),
        *in_both_modes("/objects/{object_id:path}", open_object, authentication),
        *in_both_modes("/customers", show_customers, authentication),
        *in_both_modes("/cancellations", show_cancellations, authentication),
        *in_both_modes("/cancellations.csv", export_cancellations_csv, authentication),
        *in_both_modes("/customers.csv", export_csv, authentication),
        *in_both_modes(f"{CUSTOMER}/payments.csv", export_payments_csv, authentication),
        *in_both_modes(f"{CUSTOMER}/invoices.csv", export_invoices_csv, authentication),
        *in_both_modes(f"{SUBSCRIPTION}/cancel", ask_to_cancel, authentication),
        *in_both_modes(f"{SUBSCRIPTION}/cancel", cancel, authentication, ("POST",), asks_again=True),
        *in_both_modes(f"{SUBSCRIPTION}/resume", resume, authentication, ("POST",)),
        *in_both_modes(f"{CUSTOMER}/erase", erase.ask, authentication),
        *in_both_modes(f"{CUSTOMER}/erase", erase.erase, authentication, ("POST",), asks_again=True),
        *in_both_modes(f"{CUSTOMER}/readers", show_readers, authentication),
        *in_both_modes(CUSTOMER, show_customer, authentication),
        *in_both_modes("/invoices/{invoice_id:path}/links", show_links, authentication),
        *in_both_modes("/invoices/{invoice_id:path}/links", revoke_links, authentication, ("POST",), asks_again=True),
        *in_both_modes("/invoices/{invoice_id:path}", show_invoice, authentication),
        *in_both_modes("/subscriptions/{subscription_id:path}", show_subscription, authentication),
        *in_both_modes("/payments/{payment_id:path}", show_payment, authentication),
        *in_both_modes("/{path:path}", _show_not_found, authentication, ("GET", "POST")),
    ]


def _session_routes(authentication: Authentication) -> list[BaseRoute]:
    """Signing in and out, and the operator's own account."""
    page, account = SignInPage(authentication), AccountPage(authentication.account)
    factor, provider = SecondFactorPage(authentication.account), ProviderPage(authentication)
    return [
        Route(SIGN_IN, page.show, methods=["GET"]),
        Route(SIGN_IN, page.submit, methods=["POST"]),
        Route(f"{SIGN_IN}/code", page.submit_code, methods=["POST"]),
        Route(PROVIDER, provider.begin, methods=["GET"]),
        Route(PROVIDER_RETURN, provider.finish, methods=["GET"]),
        Route(SIGN_OUT, signed_in(page.sign_out, authentication), methods=["POST"]),
        Route(ACCOUNT, signed_in(account.show, authentication), methods=["GET"]),
        Route(SECOND_FACTOR, signed_in(factor.show, authentication), methods=["GET"]),
        Route(SECOND_FACTOR, signed_in(factor.submit, authentication), methods=["POST"]),
        Route(f"{ACCOUNT}/password", signed_in(account.change_password, authentication), methods=["POST"]),
        Route(f"{ACCOUNT}/sessions/end", signed_in(account.end_session, authentication), methods=["POST"]),
        Route(
            f"{ACCOUNT}/sessions/end-others", signed_in(account.end_other_sessions, authentication), methods=["POST"]
        ),
    ]


def _redirect_to(target: str) -> Any:
    def redirect(_: Request[Any]) -> Response:
        return RedirectResponse(target, 303)

    return redirect


async def _show_not_found(_: Request[Any], view: View) -> Response:
    return error_page(
        404, NOTHING_HERE, "The address may be wrong, or what it showed may have been removed.", view=view
    )
