"""Events: what happened at a moment that no object itself tells."""

from intake.synthetic.account import Account, StripeObject


def add_event(
    account: Account, event_type: str, at: int, subject: StripeObject, before: StripeObject | None = None
) -> None:
    """The event of a change to `subject`; `before` has the fields that it changed as they were."""
    data = {"object": subject} if before is None else {"object": subject, "previous_attributes": before}
    account.others.append(
        {
            "id": account.draw.opaque_id("evt_"),
            "object": "event",
            "created": at,
            "data": data,
            "livemode": False,
            "type": event_type,
        }
    )
