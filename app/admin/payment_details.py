"""How a seller is paid, as the file of `project update` says it."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def _iban(text: str) -> str:
    compact = "".join(text.split()).upper()
    # ISO 13616: with the first four characters last and letters as numbers from 10, the remainder is 1.
    if _IBAN.fullmatch(compact) is None or int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 != 1:
        raise ValueError("not a valid IBAN: its check digits are wrong, or it is too short or too long")
    return compact


def _bic(text: str) -> str:
    compact = "".join(text.split()).upper()
    if _BIC.fullmatch(compact) is None:
        raise ValueError("not a valid BIC: it needs 8 or 11 characters, such as BYLADEM1001")
    return compact


class PaymentDetails(BaseModel):
    """Where money is sent, and how else it can be paid; the holder of the account is the seller unless given."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid")

    # An EPC QR code has room for 70 characters.
    account_holder: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=70)] | None = None
    iban: Annotated[str, AfterValidator(_iban)] | None = None
    bic: Annotated[str, AfterValidator(_bic)] | None = None
    terms: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=500)] | None = None
