"""Finds VAT registrations among tax numbers, and normalises them."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pdf.einvoice.countries import LEVIES_VAT, VAT_PREFIXES

# Stripe's types of registrations for VAT or its like that do not end in "_vat". "de_stn" is the number that a German
# seller without a VAT id charges VAT under (§ 14 (4) UStG).
_REGISTRATIONS = frozenset(
    {"ae_trn", "au_abn", "au_arn", "ca_gst_hst", "de_stn", "in_gst", "jp_trn", "nz_gst", "sg_gst", "no_voec"}
)
_SEPARATORS = re.compile(r"[\s./-]+")
# After the two letters of the country: two letters at most, as France and Switzerland have them, then a digit and up
# to twelve more. A longer word before the digits, such as "VAT", is none of the number.
_AFTER_PREFIX = re.compile(r"[A-Z]{0,2}\d[0-9A-Z+*]{1,12}", re.ASCII)


class TaxNumbers(NamedTuple):
    """A party's VAT id with its country prefix, and its other number for VAT."""

    vat_id: str | None = None
    registration: str | None = None

    @property
    def any(self) -> str | None:
        """Either of them."""
        return self.vat_id or self.registration


def find_tax_numbers(tax_ids: Iterable[Mapping[str, str]], country: str) -> TaxNumbers:
    """The first VAT id, preferably of the party's own country, and the first other number for VAT."""
    written = [_write(tax_id["type"], compact(tax_id["value"])) for tax_id in tax_ids if _is_for_vat(tax_id["type"])]
    numbers = [number for number in written if any(map(str.isdigit, number))]
    vat_ids = [number for number in numbers if is_vat_id(number)]
    own = [number for number in vat_ids if _is_of(number, country)]
    others = [number for number in numbers if not is_vat_id(number)]
    return TaxNumbers(next(iter(own + vat_ids), None), next(iter(others), None))


def read_untyped(text: str | None, country: str) -> TaxNumbers:
    """A number of unknown kind: a VAT id if its country levies VAT and is its prefix, else nothing."""
    number = compact(text or "")
    is_own = country in LEVIES_VAT and is_vat_id(number) and _is_of(number, country)
    return TaxNumbers(number) if is_own else TaxNumbers()


def is_vat_id(number: str) -> bool:
    """Whether a compact number has the form that EN 16931 requires (BR-CO-09)."""
    return number[:2] in VAT_PREFIXES and _AFTER_PREFIX.fullmatch(number[2:]) is not None


def compact(text: str) -> str:
    """The number in capitals, without spaces, dots, slashes and hyphens."""
    return _SEPARATORS.sub("", text).upper()


def _write(kind: str, number: str) -> str:
    """Adds the country prefix if the kind names a country, as "no_vat" does, whose numbers lack it."""
    prefix = kind.removesuffix("_vat").upper()
    return number if prefix not in VAT_PREFIXES or number.startswith(prefix) else prefix + number


def _is_for_vat(kind: str) -> bool:
    return kind.endswith("_vat") or kind in _REGISTRATIONS


def _is_of(number: str, country: str) -> bool:
    return number[:2] in {country, "EL" if country == "GR" else "", "XI" if country == "GB" else ""}
