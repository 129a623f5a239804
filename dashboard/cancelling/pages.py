"""Cancelling a subscription, and taking a scheduled cancellation back: asked, shown before it happens, done."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.cancelling.question import ON_DATE, Answer, ask, read_answer
from dashboard.customer.customer_page import no_such_customer
from dashboard.customer.outcome import CHANGED
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.session.view import Handler, Visit
from models.billing.cancellation import MAX_YEARS_AHEAD, InvalidCancelAt
from models.billing.customer import Customer
from models.billing.subscription import ENDED, Subscription
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER, SUBSCRIPTION
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription

# In the words of the form; GraphQL's are about its arguments.
BAD_DATE = f"Choose a date after today, and at most {MAX_YEARS_AHEAD} years from now."


class Owned(NamedTuple):
    """A subscription and whose it is."""

    customer: Customer
    subscription: Subscription


# The end that was shown beside the button, as an instant.
SCHEDULED = "scheduled"

Act = Callable[[Visit, Owned, Answer], Awaitable[Response]]


def _for_operators(act: Act) -> Handler:
    """The act on the subscription in the path, for those who may; 404 where it isn't there, 403 for a viewer."""

    @wraps(act)
    async def respond(request: Request[Any], visit: Visit) -> Response:
        owned = await _find(request, visit)
        if owned is None:
            return no_such_customer(visit)
        if not visit.may_cancel:
            return _only_operators(visit)
        return await act(visit, owned, Answer.first(visit.form or request.query_params))

    return respond


@_for_operators
async def ask_to_cancel(visit: Visit, owned: Owned, answer: Answer) -> Response:
    """The question, with what each choice would lead to; the customer's page where there is nothing to cancel."""
    if owned.subscription.status in ENDED:
        return _show_outcome(visit, owned)
    return await _question(visit, owned, answer)


@_for_operators
async def cancel(visit: Visit, owned: Owned, answer: Answer) -> Response:
    """Cancels and leads to what came of it; the question again, with what is wrong, where the answer can't be."""
    try:
        wanted = read_answer(answer, visit.formats)
        change = await cancel_subscription(visit.context, owned.subscription.id, wanted, None)
    except BadInput as problem:
        return await _question(visit, owned, answer, str(problem))
    return await _answer(visit, owned, change, answer)


@_for_operators
async def resume(visit: Visit, owned: Owned, _: Answer) -> Response:
    """Takes a scheduled cancellation back; where there is none, the customer's page says how things stand."""
    # Not one that somebody else has scheduled since the page was shown.
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


async def _answer(visit: Visit, owned: Owned, change: SubscriptionChange, answer: Answer) -> Response:
    if change.refused is None:
        return _show_outcome(visit, owned)
    is_about_date = change.refused == InvalidCancelAt.__name__ and answer.timing == ON_DATE
    return await _question(visit, owned, answer, BAD_DATE if is_about_date else change.message)


async def _question(visit: Visit, owned: Owned, answer: Answer, problem: str | None = None) -> Response:
    # A write has made everything forgotten that was read before it.
    asked = await ask(visit, owned.customer, owned.subscription, answer, problem)
    return html_page("cancel.html", 422 if problem else 200, visit=visit, asked=asked)


def _show_outcome(visit: Visit, owned: Owned) -> Response:
    page = Query(visit.customer_url(owned.customer.id), {})
    return RedirectResponse(page.link("outcome", **{CHANGED: owned.subscription.id}), 303)


def _only_operators(visit: Visit) -> Response:
    message = "Your account may see everything here, but cancelling is for operators. Ask one of them."
    return error_page(403, "Cancelling is for operators", message, visit=visit)
