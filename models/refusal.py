"""Why a rule refuses a change: a code for programs, and the facts that a sentence about it may need."""

from collections.abc import Mapping
from enum import StrEnum


class RefusalCode(StrEnum):
    """Each reason for which a change can be refused; API and pages word every one."""

    SUBSCRIPTION_NOT_FOUND = "SUBSCRIPTION_NOT_FOUND"
    CUSTOMER_NOT_FOUND = "CUSTOMER_NOT_FOUND"
    CANCEL_AT_MISSING = "CANCEL_AT_MISSING"
    CANCEL_AT_UNWANTED = "CANCEL_AT_UNWANTED"
    CANCEL_AT_NOT_IN_FUTURE = "CANCEL_AT_NOT_IN_FUTURE"
    CANCEL_AT_TOO_FAR = "CANCEL_AT_TOO_FAR"
    PERIOD_ENDED = "PERIOD_ENDED"
    SUBSCRIPTION_EXPIRED = "SUBSCRIPTION_EXPIRED"
    SUBSCRIPTION_ENDED = "SUBSCRIPTION_ENDED"
    NOT_SCHEDULED_TO_CANCEL = "NOT_SCHEDULED_TO_CANCEL"
    COMMENT_TOO_LONG = "COMMENT_TOO_LONG"
    EXPIRY_OUT_OF_RANGE = "EXPIRY_OUT_OF_RANGE"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    IDEMPOTENCY_KEY_LENGTH = "IDEMPOTENCY_KEY_LENGTH"


# The facts that come with a code, by name; the other codes have none.
FACTS: Mapping[RefusalCode, tuple[str, ...]] = {
    RefusalCode.CANCEL_AT_TOO_FAR: ("years",),
    RefusalCode.COMMENT_TOO_LONG: ("limit",),
    RefusalCode.EXPIRY_OUT_OF_RANGE: ("limit",),
    RefusalCode.IDEMPOTENCY_KEY_LENGTH: ("limit",),
}


class Refusal(Exception):
    """A rule refuses what was asked, and nothing is changed; equal to another with the same code and facts.

    TypeError for facts that are not those of the code.
    """

    def __init__(self, code: RefusalCode, **facts: int) -> None:
        if set(facts) != set(FACTS.get(code, ())):
            raise TypeError(f"{code} does not come with these facts: {sorted(facts)}")
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.code)
