"""The question before a cancellation: what is at stake, the choices, and what each of them leads to."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from dashboard.cancelling.consequences import tell_later, tell_now, tell_still_due
from dashboard.customer.billed_subscriptions import BilledSubscription, bill
from dashboard.page.formats import Formats
from dashboard.page.query import Query
from dashboard.session.view import Visit
from dashboard.wording.names import customer_title
from models.billing.cancellation import (
    MAX_COMMENT_LENGTH,
    MAX_YEARS_AHEAD,
    CancellationReason,
    CancellationRequest,
    CancellationTiming,
    reason_words,
)
from models.billing.customer import Customer
from models.billing.subscription import Subscription
from models.refusal import Refusal
from models.values.instant import shift
from resolvers.errors import BadInput
from resolvers.subscriptions.cancellation_previews import CancellationPreview, preview_cancellation

NOW = CancellationTiming.IMMEDIATELY
PERIOD_END = CancellationTiming.AT_PERIOD_END
ON_DATE = CancellationTiming.ON_DATE

_REASONS = tuple((reason.value, reason_words(reason)) for reason in CancellationReason)


class Answer(NamedTuple):
    """The fields of the form as they were sent, or as they stand at first."""

    timing: str = CancellationTiming.IMMEDIATELY.value
    date: str = ""
    reason: str = ""
    comment: str = ""

    @classmethod
    def first(cls, fields: Mapping[str, str]) -> "Answer":
        """The known ones among the fields, those that are missing as at first."""
        return cls(**{name: fields[name] for name in cls._fields if fields.get(name)})


class Option(NamedTuple):
    """One choice of when to end."""

    timing: str
    label: str
    consequence: str
    takes_date: bool = False


class Question(NamedTuple):
    """Everything that the form shows; `still_due` names open invoices, `problem` is what is wrong with the answer."""

    customer_name: str
    customer_email: str | None
    billed: BilledSubscription
    next_billing: str
    options: list[Option]
    still_due: str | None
    answer: Answer
    first_date: str
    last_date: str
    back_url: str
    problem: str | None
    reasons: tuple[tuple[str, str], ...] = _REASONS
    max_comment: int = MAX_COMMENT_LENGTH


def read_answer(answer: Answer, formats: Formats) -> CancellationRequest:
    """The request that the form asks for; raises BadInput for a value that is none of the form's."""
    fields = Query("", answer._asdict())
    day = fields.day("date")
    return CancellationRequest(
        fields.choice("timing", CancellationTiming) or NOW,
        None if day is None else formats.day_begins(day),
        fields.choice("reason", CancellationReason),
        # Browsers send line ends as two characters and count them as one.
        answer.comment.replace("\r\n", "\n").strip() or None,
    )


async def ask(
    visit: Visit, customer: Customer, subscription: Subscription, answer: Answer, problem: str | None
) -> Question:
    """The question about one subscription, with its answer so far."""
    billed, now = await bill(visit, subscription), visit.context.now
    at_once = await preview_cancellation(visit.context, subscription, NOW, None)
    next_billing = billed.next_billing_at
    return Question(
        customer_name=customer_title(customer),
        customer_email=customer.email,
        billed=billed,
        next_billing="None" if next_billing is None else visit.formats.day(next_billing),
        options=await _options(visit, subscription, at_once, answer),
        still_due=tell_still_due(visit.formats, at_once),
        answer=answer,
        first_date=(visit.formats.local(now).date() + timedelta(days=1)).isoformat(),
        last_date=visit.formats.local(shift(now, months=12 * MAX_YEARS_AHEAD, days=-1)).date().isoformat(),
        back_url=visit.customer_url(customer.id),
        problem=problem,
    )


async def _options(
    visit: Visit, subscription: Subscription, at_once: CancellationPreview, answer: Answer
) -> list[Option]:
    at_period_end, on_date = await asyncio.gather(
        _preview(visit, subscription, Answer(PERIOD_END.value)),
        _preview(visit, subscription, Answer(ON_DATE.value, answer.date)),
    )
    formats, now = visit.formats, visit.context.now
    options = [Option(NOW.value, "Now", tell_now(formats, subscription, at_once, now))]
    if subscription.has_run_out(now):
        return options
    if at_period_end is not None:
        label = f"At the end of the current period, {formats.day(at_period_end.effective_at)}"
        options.append(Option(PERIOD_END.value, label, tell_later(formats, subscription, at_period_end)))
    begins = "It is charged as before until that day begins."
    consequence = begins if on_date is None else tell_later(formats, subscription, on_date)
    return [*options, Option(ON_DATE.value, "On a date", consequence, takes_date=True)]


async def _preview(visit: Visit, subscription: Subscription, answer: Answer) -> CancellationPreview | None:
    try:
        wanted = read_answer(answer, visit.formats)
        return await preview_cancellation(visit.context, subscription, wanted.timing, wanted.cancel_at)
    except (BadInput, Refusal):
        return None
