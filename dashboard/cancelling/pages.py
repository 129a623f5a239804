"""Cancelling a subscription, and taking a scheduled cancellation back: the question, the change, the outcome."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.cancelling.form import CancelForm
from dashboard.cancelling.question import ask
from dashboard.customer.customer_page import no_such_customer
from dashboard.customer.outcome import CHANGED
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.session.view import Handler, Visit
from dashboard.wording.refusals import refusal_message
from models.access.permissions import Permission
from models.billing.customer import Customer
from models.billing.subscription import ENDED, Subscription
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER, SUBSCRIPTION
from resolvers.subscriptions.changes import cancel_subscription, resume_subscription

# The form's field for the end that was shown beside its button, as an instant.
SCHEDULED = "scheduled"


class Owned(NamedTuple):
    """A subscription and its customer."""

    customer: Customer
    subscription: Subscription


Act = Callable[[Visit, Owned, CancelForm], Awaitable[Response]]


def _needs(permission: Permission) -> Callable[[Act], Handler]:
    """Declares the permission of an action on the subscription in the path: 403 without it, 404 for an unknown one."""

    def declare(act: Act) -> Handler:
        @wraps(act)
        async def respond(request: Request[Any], visit: Visit) -> Response:
            if not visit.may(permission):
                return _only_operators(visit)
            owned = await _find(request, visit)
            if owned is None:
                return no_such_customer(visit)
            return await act(visit, owned, CancelForm.read(visit.form or request.query_params))

        return respond

    return declare


@_needs(Permission.CANCEL_SUBSCRIPTION)
async def ask_to_cancel(visit: Visit, owned: Owned, form: CancelForm) -> Response:
    """The question, with the consequence of each choice; the customer's page where there is nothing to cancel."""
    if owned.subscription.status in ENDED:
        return _show_outcome(visit, owned)
    return await _question(visit, owned, form)


@_needs(Permission.CANCEL_SUBSCRIPTION)
async def cancel(visit: Visit, owned: Owned, form: CancelForm) -> Response:
    """Cancels and shows the outcome; the question again, with what is wrong, where the form is refused."""
    try:
        request = form.request(visit.formats)
        change = await cancel_subscription(visit.context, owned.subscription.id, request, None)
    except BadInput as problem:
        return await _question(visit, owned, form, str(problem))
    if change.refused is not None:
        return await _question(visit, owned, form, refusal_message(change.refused))
    return _show_outcome(visit, owned)


@_needs(Permission.RESUME_SUBSCRIPTION)
async def resume(visit: Visit, owned: Owned, _: CancelForm) -> Response:
    """Takes a scheduled cancellation back; the customer's page then shows how the subscription stands."""
    # One that somebody else has scheduled since the page was shown stays.
    if visit.form.get(SCHEDULED) == str(owned.subscription.cancel_at):
        await resume_subscription(visit.context, owned.subscription.id, None)
    return _show_outcome(visit, owned)


async def _find(request: Request[Any], visit: Visit) -> Owned | None:
    load, path = visit.context.loaders.load, request.path_params
    customer = await load(CUSTOMER, path["customer_id"])
    subscription = await load(SUBSCRIPTION, path["subscription_id"])
    if customer is None or subscription is None or subscription.customer_id != customer.id:
        return None
    return Owned(customer, subscription)


async def _question(visit: Visit, owned: Owned, form: CancelForm, problem: str | None = None) -> Response:
    asked = await ask(visit, owned.customer, owned.subscription, form, problem)
    return html_page("cancel.html", 422 if problem else 200, visit=visit, asked=asked)


def _show_outcome(visit: Visit, owned: Owned) -> Response:
    page = Query(visit.customer_url(owned.customer.id), {})
    return RedirectResponse(page.link("outcome", **{CHANGED: owned.subscription.id}), 303)


def _only_operators(visit: Visit) -> Response:
    message = "Your account may see everything here, but cancelling is for operators. Ask one of them."
    return error_page(403, "Cancelling is for operators", message, visit=visit)
