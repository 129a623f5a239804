"""The reason of a failed payment: worded for an operator, and as far as a customer may know it."""

from models.billing.declines import (
    GENERAL_WORDING,
    TOLD_INSTEAD,
    TOLD_INSTEAD_MESSAGE,
    TRYING_AGAIN_IS_NO_USE,
    TRYING_AGAIN_MAY_HELP,
    WITHHELD,
    WORDING,
)

# Stripe's messages address the cardholder, but operators read them here.
_TO_THE_CARDHOLDER = "Your "


def failure_reason(code: str | None, message: str | None) -> str | None:
    """Our sentence for the code, else the message, else the code made readable; None without either."""
    if code in WORDING:
        return WORDING[code]
    if message and message.strip():
        return _to_the_operator(message.strip())
    if not code:
        return None
    return GENERAL_WORDING.get(code) or readable(code)


def may_retry(code: str | None) -> bool | None:
    """Whether the same method may be tried again; None where the code does not tell."""
    if code in TRYING_AGAIN_MAY_HELP:
        return True
    return False if code in TRYING_AGAIN_IS_NO_USE else None


def told_to_customer(code: str | None, message: str | None) -> tuple[str | None, str | None]:
    """The code and message as the customer may read them."""
    return (TOLD_INSTEAD, TOLD_INSTEAD_MESSAGE) if code in WITHHELD else (code, message)


def _to_the_operator(message: str) -> str:
    if message.startswith(_TO_THE_CARDHOLDER):
        return f"The {message.removeprefix(_TO_THE_CARDHOLDER)}"
    return message


def readable(code: str) -> str:
    """A code that has no words of its own, as a sentence: "lost_or_stolen" → "Lost or stolen."."""
    words = code.replace("_", " ").strip() or code
    return f"{words[0].upper()}{words[1:]}."
