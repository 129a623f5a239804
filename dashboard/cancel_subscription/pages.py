"""Cancelling a subscription, and taking a scheduled cancellation back: the question, the change, the outcome."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.cancel_subscription.form import CancelForm
from dashboard.cancel_subscription.question import ask
from dashboard.customer.cancellation_requester import is_by_another
from dashboard.customer.outcome import CHANGED
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.session.view import Handler, View
from dashboard.session.view_errors import not_found
from dashboard.wording.refusals import refusal_message
from models.access.permissions import Permission
from models.billing.customer import Customer
from models.billing.subscription import ENDED, Subscription
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER, SUBSCRIPTION
from resolvers.subscriptions.changes import cancel_subscription, resume_subscription

# The form's field for the end that was shown with it, as an instant.
SCHEDULED = "scheduled"
# The button that shows again what a date leads to, for browsers without scripts.
PREVIEW = "preview"

CHANGED_MEANWHILE = "Somebody else has scheduled its end in the meantime: check it, and try again."


class Owned(NamedTuple):
    """A subscription and its customer."""

    customer: Customer
    subscription: Subscription


Act = Callable[[View, Owned, CancelForm], Awaitable[Response]]


def _needs(permission: Permission) -> Callable[[Act], Handler]:
    """Declares the permission of an action on the subscription in the path: 403 without it, 404 for an unknown one."""

    def declare(act: Act) -> Handler:
        @wraps(act)
        async def respond(request: Request[Any], view: View) -> Response:
            if not view.may(permission):
                return _only_operators(view)
            owned = await _find(request, view)
            if owned is None:
                return not_found(view, "customer")
            return await act(view, owned, CancelForm.read(view.form or request.query_params))

        return respond

    return declare


@_needs(Permission.CANCEL_SUBSCRIPTION)
async def ask_to_cancel(view: View, owned: Owned, form: CancelForm) -> Response:
    """The question, with the consequence of each choice; the customer's page where there is nothing to cancel."""
    if owned.subscription.status in ENDED:
        return _show_outcome(view, owned)
    return await _question(view, owned, form)


@_needs(Permission.CANCEL_SUBSCRIPTION)
async def cancel(view: View, owned: Owned, form: CancelForm) -> Response:
    """Cancels and shows the outcome; the question again, with what is wrong, where the form is refused."""
    if PREVIEW in view.form:
        return await _question(view, owned, form)
    if _has_changed_meanwhile(view, owned.subscription):
        return await _question(view, owned, form, CHANGED_MEANWHILE)
    try:
        request = form.request(view.formats)
        change = await cancel_subscription(view.context, owned.subscription.id, request, None)
    except BadInput as problem:
        return await _question(view, owned, form, str(problem))
    if change.refused is not None:
        return await _question(view, owned, form, refusal_message(change.refused))
    return _show_outcome(view, owned)


@_needs(Permission.RESUME_SUBSCRIPTION)
async def resume(view: View, owned: Owned, _: CancelForm) -> Response:
    """Takes a scheduled cancellation back; the customer's page then shows how the subscription stands."""
    # One that somebody else has scheduled since the page was shown stays.
    if view.form.get(SCHEDULED) == str(owned.subscription.cancel_at):
        await resume_subscription(view.context, owned.subscription.id, None)
    return _show_outcome(view, owned)


def _has_changed_meanwhile(view: View, subscription: Subscription) -> bool:
    """Whether somebody else has scheduled another end since the form was shown."""
    shown = view.form.get(SCHEDULED)
    if shown is None or subscription.status in ENDED or not is_by_another(view, subscription):
        return False
    return shown != str(subscription.cancel_at)


async def _find(request: Request[Any], view: View) -> Owned | None:
    load, path = view.context.loaders.load, request.path_params
    customer = await load(CUSTOMER, path["customer_id"])
    subscription = await load(SUBSCRIPTION, path["subscription_id"])
    if customer is None or subscription is None or subscription.customer_id != customer.id:
        return None
    return Owned(customer, subscription)


async def _question(view: View, owned: Owned, form: CancelForm, problem: str | None = None) -> Response:
    asked = await ask(view, owned.customer, owned.subscription, form, problem)
    return html_page("cancel.html", 422 if problem else 200, view=view, asked=asked)


def _show_outcome(view: View, owned: Owned) -> Response:
    page = Query(view.customer_url(owned.customer.id), {})
    return RedirectResponse(page.link("outcome", **{CHANGED: owned.subscription.id}), 303)


def _only_operators(view: View) -> Response:
    message = "Your account can see everything but can’t change anything. Ask an operator to cancel the subscription."
    return error_page(403, "Only operators can cancel", message, view=view)
