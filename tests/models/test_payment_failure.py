"""Why a payment failed, in an operator's words."""

import pytest

from intake.synthetic.declines import DECLINES, Decline
from models.billing.declines import GENERAL_WORDING, WORDING
from models.billing.payment_failure import failure_reason


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        ("insufficient_funds", "Your card has insufficient funds.", "The account does not hold enough money."),
        ("expired_card", None, "The card has expired."),
        ("card_declined", "Your card has insufficient funds.", "The card has insufficient funds."),
        ("card_declined", None, "The bank declined the card."),
        ("card_declined", "  ", "The bank declined the card."),
        (None, "Your bank said no.", "The bank said no."),
        (None, "Mandate missing.", "Mandate missing."),
        ("mandate_not_found", "Mandate missing.", "Mandate missing."),
        ("mandate_not_found", None, "Mandate not found."),
        ("__", "", "__."),
        (None, None, None),
        ("", "", None),
    ],
)
def test_a_failure_is_told_in_words(code: str | None, message: str | None, reason: str | None) -> None:
    assert failure_reason(code, message) == reason


@pytest.mark.parametrize("sentence", sorted({*WORDING.values(), *GENERAL_WORDING.values()}))
def test_each_wording_is_one_sentence_that_can_follow_a_colon(sentence: str) -> None:
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert sentence.split()[0] in ("The", "A")


@pytest.mark.parametrize("decline", DECLINES)
def test_what_the_demo_shows_is_worded(decline: Decline) -> None:
    code = decline.decline_code or decline.code

    assert code in WORDING or code in GENERAL_WORDING
