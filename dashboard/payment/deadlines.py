"""Until when a dispute is to be responded to, in a sentence."""

from dashboard.page.formats import Formats
from models.values.instant import Instant


def describe_deadline(formats: Formats, amount: str, until: Instant | None, now: Instant, *, is_enquiry: bool) -> str:
    """Of one that waits for a response; an enquiry comes before a dispute, and no money is held for it yet."""
    name = f"{'bank’s enquiry' if is_enquiry else 'dispute'} about {amount}"
    if until is None:
        return f"The {name} needs a response; it is not known by when."
    if until <= now:
        return f"The deadline for responding to the {name} was {formats.moment(until)}."
    return f"The {name} needs a response by {formats.moment(until)}."
