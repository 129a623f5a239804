"""Which story is told of which customer: forty in turn, so that the first forty hold all there is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from intake.synthetic.account import Account
from intake.synthetic.stories import healthy, leaving, occasional, troubled, varied


@dataclass(frozen=True, slots=True)
class Story:
    """How a life is told, and of whom: `locale` None takes any country, `is_company` None leaves it open."""

    tell: Callable[[Account], None]
    locale: str | None = None
    is_company: bool | None = None


_MONTHLY = Story(healthy.tell_monthly)
_LEFT = {name: Story(partial(leaving.tell_left, feedback=name)) for name in leaving.FEEDBACKS}

STORIES = (
    _MONTHLY,
    Story(troubled.tell_past_due),
    Story(troubled.tell_recovered),
    _LEFT["too_expensive"],
    Story(varied.tell_several_subscriptions, is_company=True),
    Story(troubled.tell_trialing),
    _MONTHLY,
    Story(healthy.tell_yearly),
    _LEFT["unused"],
    Story(leaving.tell_leaving_at_period_end),
    Story(varied.tell_sent_invoices, is_company=True),
    Story(occasional.tell_single_purchases),
    _LEFT["missing_features"],
    _MONTHLY,
    Story(healthy.tell_weekly),
    Story(occasional.tell_credits),
    Story(troubled.tell_incomplete, is_company=False),
    _LEFT["customer_service"],
    Story(varied.tell_enterprise, locale="ja-JP", is_company=True),
    Story(healthy.tell_upgraded),
    _MONTHLY,
    Story(troubled.tell_unpaid),
    Story(occasional.tell_nothing_yet, is_company=False),
    _LEFT["switched_service"],
    Story(healthy.tell_daily),
    Story(healthy.tell_direct_debit, locale="en-GB"),
    Story(leaving.tell_leaving_on_date),
    Story(occasional.tell_corrections),
    _LEFT["too_complex"],
    Story(troubled.tell_paused),
    Story(varied.tell_two_currencies),
    _MONTHLY,
    Story(troubled.tell_incomplete_expired),
    _LEFT["low_quality"],
    Story(leaving.tell_ended_for_lack_of_money),
    Story(troubled.tell_past_due, is_company=True),
    Story(healthy.tell_yearly, is_company=True),
    Story(troubled.tell_trialing),
    _LEFT["other"],
    Story(healthy.tell_direct_debit, locale="de-DE"),
)


def story_of(index: int) -> Story:
    """The story of customer `index`."""
    return STORIES[index % len(STORIES)]
