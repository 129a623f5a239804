"""Which story is told of which customer: all in turn, so that the first round holds all there is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from intake.synthetic.account import Account
from intake.synthetic.stories import (
    discounted,
    disputed,
    healthy,
    leaving,
    metered,
    newcomers,
    occasional,
    planned,
    returned,
    troubled,
    varied,
)


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
    Story(newcomers.tell_new_refunded, locale="en-GB"),
    Story(troubled.tell_recovered),
    _LEFT["too_expensive"],
    Story(varied.tell_several_subscriptions, is_company=True),
    Story(troubled.tell_trialing, locale="en-GB"),
    Story(discounted.tell_spring_offer),
    Story(returned.tell_refunded_in_part),
    _MONTHLY,
    Story(healthy.tell_yearly),
    Story(newcomers.tell_new_leaving, locale="en-GB"),
    _LEFT["unused"],
    Story(leaving.tell_leaving_at_period_end),
    Story(disputed.tell_disputed),
    Story(varied.tell_sent_invoices, is_company=True),
    Story(planned.tell_paused_until, locale="en-GB"),
    Story(occasional.tell_single_purchases),
    _LEFT["missing_features"],
    Story(newcomers.tell_new, locale="en-GB"),
    Story(metered.tell_graduated, is_company=True),
    Story(healthy.tell_weekly),
    Story(occasional.tell_credits),
    Story(newcomers.tell_new_past_due, locale="en-GB"),
    Story(troubled.tell_incomplete, is_company=False),
    _LEFT["customer_service"],
    Story(discounted.tell_charity, is_company=True),
    Story(varied.tell_enterprise, locale="ja-JP", is_company=True),
    Story(healthy.tell_upgraded),
    Story(returned.tell_credited, is_company=True),
    _MONTHLY,
    Story(disputed.tell_dispute_under_review),
    Story(troubled.tell_unpaid),
    Story(occasional.tell_nothing_yet, is_company=False),
    Story(newcomers.tell_new_paused, locale="en-GB"),
    _LEFT["switched_service"],
    Story(healthy.tell_daily),
    Story(healthy.tell_direct_debit, locale="en-GB"),
    Story(planned.tell_growing),
    Story(leaving.tell_leaving_on_date),
    Story(returned.tell_refunds_on_their_way),
    Story(discounted.tell_goodwill),
    Story(occasional.tell_corrections),
    _LEFT["too_complex"],
    Story(newcomers.tell_new_for_a_year, locale="de-DE", is_company=True),
    Story(troubled.tell_paused),
    Story(metered.tell_volume, locale="is-IS", is_company=True),
    Story(varied.tell_two_currencies),
    Story(disputed.tell_dispute_won),
    _MONTHLY,
    Story(planned.tell_paused_indefinitely),
    Story(varied.tell_several_methods),
    Story(troubled.tell_incomplete_expired),
    _LEFT["low_quality"],
    Story(newcomers.tell_new_disputed, locale="en-US"),
    Story(leaving.tell_ended_for_lack_of_money),
    Story(metered.tell_usage, is_company=True),
    Story(troubled.tell_past_due, is_company=True),
    Story(planned.tell_extras_ahead, is_company=True),
    Story(healthy.tell_yearly, is_company=True),
    Story(discounted.tell_discounted_item, is_company=True),
    Story(returned.tell_captured_in_part),
    Story(troubled.tell_trialing_without_card),
    _LEFT["other"],
    Story(healthy.tell_direct_debit, locale="de-DE"),
    Story(newcomers.tell_new, locale="fr-FR"),
    Story(leaving.tell_left_with_a_debt),
    Story(disputed.tell_dispute_lost),
    Story(metered.tell_packages, locale="en-UG", is_company=True),
    Story(discounted.tell_welcomed),
    Story(returned.tell_refunded_and_left),
    Story(planned.tell_written_off_meanwhile),
    Story(disputed.tell_inquiry),
    Story(discounted.tell_loyal),
    Story(metered.tell_tax_of_the_platform, locale="en-US"),
    Story(discounted.tell_spring_offer_over),
    Story(newcomers.tell_new),
)


def story_of(index: int) -> Story:
    """The story of customer `index`."""
    return STORIES[index % len(STORIES)]
