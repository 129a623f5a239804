"""Text that both databases can hold."""

from intake.refused import Refused


def check_text(value: object, where: str) -> str:
    """The value, if it is text without NUL and half surrogate pairs; otherwise raises Refused."""
    if not isinstance(value, str):
        raise Refused(f"{where} is not text")
    if "\0" in value:
        raise Refused(f"{where} contains a NUL character")
    if not value.isascii() and not _is_encodable(value):
        raise Refused(f"{where} contains half of a surrogate pair")
    return value


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
