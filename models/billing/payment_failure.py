"""Why a payment failed, told to an operator."""

from models.billing.declines import GENERAL_WORDING, WORDING

# Messages are written to the cardholder, and read here by someone else.
_TO_THE_CARDHOLDER = "Your "


def failure_reason(code: str | None, message: str | None) -> str | None:
    """A sentence for a failure's stored code and message: of our own, else the message, else the code made readable.

    None where there is neither.
    """
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
