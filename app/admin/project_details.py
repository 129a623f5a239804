"""How a project describes itself: the file that `project update` reads."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from app.admin.payment_details import PaymentDetails
from models.access.project import Paper
from models.values.time_zone import UTC, find_zone
from pdf.einvoice.countries import COUNTRIES
from pdf.rendering.logo import open_logo

MAX_LOGO = 1_000_000
MAX_TAX_IDS = 5

_LOGO = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}")


def _logo(text: str) -> str:
    if _LOGO.fullmatch(text) is None:
        raise ValueError("it must be a data: URI of a PNG or JPEG image in base64")
    if len(text) > MAX_LOGO:
        raise ValueError(f"it has more than {MAX_LOGO:,} characters")
    open_logo(text)
    return text


def _locale(text: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(text, sep="-" if "-" in text else "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError("not a known locale: use one such as en-GB or de") from None


def _time_zone(name: str) -> str:
    try:
        return find_zone(name).key
    except ValueError:
        raise ValueError("not a known time zone: use an IANA name such as Europe/London") from None


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("not a country code: use two capital letters of ISO 3166, such as GB")
    return code


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Country = Annotated[str, AfterValidator(_country)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


class _Details(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid")


class AddressDetails(_Details):
    """Where the seller is; `country` is a code of two letters."""

    line1: Line | None = None
    line2: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = Field(default=None, validation_alias=AliasChoices("postalCode", "postal_code"))
    country: Country | None = None


class TaxNumber(_Details):
    """A number that the seller is registered under; `type` is one of Stripe's tax id types, such as eu_vat."""

    type: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}_[a-z_]{2,20}$")]
    value: Line


class ProjectDetails(_Details):
    """What is absent stays as it is, null clears; a name, a paper and a time zone can't be cleared."""

    name: Line = Field(default="", validate_default=False)
    address: AddressDetails | None = None
    email: Email | None = None
    phone: Line | None = None
    tax_id: Line | None = Field(default=None, validation_alias=AliasChoices("taxId", "tax_id"))
    tax_ids: Annotated[list[TaxNumber], Field(max_length=MAX_TAX_IDS)] | None = Field(
        default=None, validation_alias=AliasChoices("taxIds", "tax_ids")
    )
    payment_instructions: PaymentDetails | None = Field(
        default=None, validation_alias=AliasChoices("paymentInstructions", "payment_instructions")
    )
    logo: Annotated[str, AfterValidator(_logo)] | None = None
    paper: Paper = Paper.A4
    footer: Text | None = None
    locale: Annotated[str, AfterValidator(_locale)] | None = None
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        default=UTC, validation_alias=AliasChoices("timeZone", "time_zone")
    )

    def changes(self) -> dict[str, Any]:
        """The given columns of a project with their new values."""
        given: dict[str, Any] = self.model_dump(exclude_unset=True)
        if self.address is not None:
            given["address"] = self.address.model_dump(exclude_none=True) or None
        if self.payment_instructions is not None:
            given["payment_instructions"] = self.payment_instructions.model_dump(exclude_none=True) or None
        if "tax_ids" in given:
            given["tax_ids"] = given["tax_ids"] or None
        return given
