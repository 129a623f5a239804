"""The section of a customer's activity."""

from typing import NamedTuple

from dashboard.page.paging import Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import ACTIVITY_TONES, Tone
from resolvers.activity.activity import Activity
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.paging.cursors import Cursors

ACTIVITY = "activity"


class ActivityRow(NamedTuple):
    """A timeline entry, its tone, and its reason unless the summary contains it."""

    activity: Activity
    tone: Tone
    why: str | None


class ActivitySection(NamedTuple):
    """A page of timeline entries."""

    rows: list[ActivityRow]
    pages: Pages


async def read_activity(view: View, query: Query, customer_id: str) -> ActivitySection:
    """A page of the customer's timeline; raises BadInput."""
    cursors = Cursors.of(view.viewer, ACTIVITY_OF_CUSTOMER.name, ACTIVITY_OF_CUSTOMER.order)
    wanted = ACTIVITY_OF_CUSTOMER.page(read_page(query, cursors, Activity, f"{ACTIVITY}_"))
    page = await view.context.loaders.load(wanted, customer_id)
    rows = [make_activity_row(activity) for activity in page.rows]
    return ActivitySection(rows, link_pages(query, cursors, page, f"{ACTIVITY}_", ACTIVITY))


def make_activity_row(activity: Activity) -> ActivityRow:
    """The row of an entry."""
    reason = activity.reason or ""
    is_in_summary = reason.rstrip(".").casefold() in activity.summary.casefold()
    return ActivityRow(activity, ACTIVITY_TONES.get(activity.kind, Tone.PAST), None if is_in_summary else reason)
