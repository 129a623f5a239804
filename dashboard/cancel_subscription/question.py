"""The question before a cancellation: what is cancelled, when it can end, and the consequence of each choice."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from dashboard.cancel_subscription.consequences import (
    describe_end_now,
    describe_later_end,
    describe_open_invoices,
    describe_period_end,
)
from dashboard.cancel_subscription.form import CancelForm
from dashboard.customer.billed_subscriptions import BilledSubscription, bill
from dashboard.customer.cancellation_requester import describe_request
from dashboard.session.view import View
from dashboard.wording.names import customer_title
from models.billing.cancellation import (
    MAX_COMMENT_LENGTH,
    MAX_YEARS_AHEAD,
    CancellationReason,
    CancellationTiming,
    reason_words,
)
from models.billing.customer import Customer
from models.billing.subscription import Subscription
from models.refusal import Refusal
from models.values.instant import shift
from resolvers.errors import BadInput
from resolvers.subscriptions.cancellation_previews import CancellationPreview, preview_cancellation
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION

NOW = CancellationTiming.IMMEDIATELY
PERIOD_END = CancellationTiming.AT_PERIOD_END
ON_DATE = CancellationTiming.ON_DATE

_REASONS = tuple((reason.value, reason_words(reason)) for reason in CancellationReason)


class Option(NamedTuple):
    """One choice of when it ends, with its consequence in words."""

    timing: str
    label: str
    consequence: str
    takes_date: bool = False


class Question(NamedTuple):
    """All that the page shows; `scheduled` tells of an end that is to come already, `still_due` of open invoices.

    `problem` says what is wrong with the form.
    """

    customer_name: str
    customer_email: str | None
    description: str | None
    scheduled: str | None
    billed: BilledSubscription
    next_billing: str
    options: list[Option]
    still_due: str | None
    form: CancelForm
    first_date: str
    last_date: str
    back_url: str
    problem: str | None
    reasons: tuple[tuple[str, str], ...] = _REASONS
    max_comment: int = MAX_COMMENT_LENGTH


async def ask(
    view: View, customer: Customer, subscription: Subscription, form: CancelForm, problem: str | None
) -> Question:
    """The question about one subscription, with the form as it was filled in so far."""
    billed, now = await bill(view, subscription), view.context.now
    at_once = await preview_cancellation(view.context, subscription, NOW, None)
    next_billing = billed.next_billing_at
    return Question(
        customer_name=customer_title(customer),
        customer_email=customer.email,
        description=customer.description,
        scheduled=_describe_scheduled(view, subscription),
        billed=billed,
        next_billing="None" if next_billing is None else view.formats.day(next_billing),
        options=await _options(view, subscription, at_once, form, is_charged=next_billing is not None),
        still_due=describe_open_invoices(view.formats, at_once),
        form=form,
        first_date=(view.formats.local(now).date() + timedelta(days=1)).isoformat(),
        last_date=view.formats.local(shift(now, months=12 * MAX_YEARS_AHEAD, days=-1)).date().isoformat(),
        back_url=view.customer_url(customer.id),
        problem=problem,
    )


def _describe_scheduled(view: View, subscription: Subscription) -> str | None:
    if subscription.cancel_at is None:
        return None
    until = view.formats.moment(subscription.cancel_at)
    return f"It is already scheduled to end on {until}.{describe_request(view, subscription)}"


async def _options(
    view: View, subscription: Subscription, at_once: CancellationPreview, form: CancelForm, *, is_charged: bool
) -> list[Option]:
    at_period_end, on_date = await asyncio.gather(
        _preview(view, subscription, CancelForm(PERIOD_END.value)),
        _preview(view, subscription, CancelForm(ON_DATE.value, form.date)),
    )
    formats, now = view.formats, view.context.now
    options = [Option(NOW.value, "Immediately", describe_end_now(formats, subscription, at_once, now))]
    if at_period_end is not None:
        label = f"At the end of the current period, {formats.day(at_period_end.effective_at)}"
        items = await view.context.loaders.load(ITEMS_OF_SUBSCRIPTION, subscription.id)
        consequence = describe_period_end(formats, subscription, items, at_period_end)
        options.append(Option(PERIOD_END.value, label, consequence))
    begins = f"It {'is charged as usual' if is_charged else 'continues'} until the start of that day."
    consequence = begins if on_date is None else describe_later_end(formats, subscription, on_date)
    return [*options, Option(ON_DATE.value, "On a date", consequence, takes_date=True)]


async def _preview(view: View, subscription: Subscription, form: CancelForm) -> CancellationPreview | None:
    try:
        request = form.request(view.formats)
        return await preview_cancellation(view.context, subscription, request.timing, request.cancel_at)
    except (BadInput, Refusal):
        return None
