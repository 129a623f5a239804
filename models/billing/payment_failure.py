"""The reason of a failed payment, worded for an operator."""

from models.billing.declines import GENERAL_WORDING, WORDING

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
    return GENERAL_WORDING.get(code) or _readable(code)


def _to_the_operator(message: str) -> str:
    if message.startswith(_TO_THE_CARDHOLDER):
        return f"The {message.removeprefix(_TO_THE_CARDHOLDER)}"
    return message


def _readable(code: str) -> str:
    words = code.replace("_", " ").strip() or code
    return f"{words[0].upper()}{words[1:]}."
