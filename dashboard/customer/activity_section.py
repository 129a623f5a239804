"""The section of a customer's activity."""

from typing import NamedTuple

from dashboard.customer.sections import other_parameters
from dashboard.page.paging import Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import ACTIVITY_TONES, Tone
from resolvers.activity.activity import Activity
from resolvers.activity.sources import ActivitySubject
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER, PageOfActivities
from resolvers.paging.cursors import Cursors
from resolvers.relations import INVOICE, PAYMENT_INTENT, SUBSCRIPTION

ACTIVITY = "activity"


class ActivityRow(NamedTuple):
    """A timeline entry, its summary as the operator reads it, its tone, and the page of its subject.

    `why` is its reason, unless the summary contains it.
    """

    activity: Activity
    summary: str
    tone: Tone
    why: str | None
    url: str | None


class ActivitySection(NamedTuple):
    """A page of timeline entries; the rest is what its filter needs, as in `dashboard.customer.sections.Section`."""

    name: str
    rows: list[ActivityRow]
    pages: Pages
    status: str
    choices: list[tuple[str, str]]
    others: list[tuple[str, str]]


async def read_activity(view: View, query: Query, customer_id: str) -> ActivitySection:
    """A page of the customer's timeline; raises BadInput."""
    cursors = Cursors.of(view.viewer, ACTIVITY_OF_CUSTOMER.name, ACTIVITY_OF_CUSTOMER.order)
    wanted = PageOfActivities(
        read_page(query, cursors, Activity, f"{ACTIVITY}_"), query.choice(ACTIVITY, ActivitySubject)
    )
    page = await view.context.loaders.load(wanted, customer_id)
    rows = [make_activity_row(view, activity) for activity in page.rows]
    return ActivitySection(
        ACTIVITY,
        rows,
        link_pages(query, cursors, page, f"{ACTIVITY}_", ACTIVITY),
        query.get(ACTIVITY),
        [(subject.value, subject.value.capitalize()) for subject in ActivitySubject],
        other_parameters(query, ACTIVITY),
    )


def make_activity_row(view: View, activity: Activity) -> ActivityRow:
    """The row of an entry."""
    reason = activity.reason or ""
    is_in_summary = reason.rstrip(".").casefold() in activity.summary.casefold()
    tone, url = ACTIVITY_TONES.get(activity.kind, Tone.PAST), _subject_url(view, activity)
    summary = activity.summary_with(view.formats.moment, view.formats.money)
    return ActivityRow(activity, summary, tone, None if is_in_summary else reason, url)


def _subject_url(view: View, activity: Activity) -> str | None:
    """A credit note has no page: its invoice's shows it. None for a refund or a dispute whose payment is not known."""
    if activity.subject_id is None:
        return None
    pages = {PAYMENT_INTENT: view.payment_url, INVOICE: view.invoice_url, SUBSCRIPTION: view.subscription_url}
    return pages.get(activity.subject, view.object_url)(activity.subject_id)
