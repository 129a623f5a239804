"""Addresses as printed on an invoice."""

from babel import Locale

# Countries that write the postal code after the town (UPU, "Addressing systems"); others write it before.
_CODE_LAST = frozenset(
    {
        "AE", "AU", "BD", "CA", "CN", "EG", "GB", "HK", "ID", "IE", "IN", "JO", "KE", "KR", "LB", "LK", "MT", "MY",
        "NG", "NZ", "PH", "PK", "RU", "SA", "SG", "TH", "TW", "UA", "US", "VN", "ZA",
    }
)  # fmt: skip


def address_lines(address: dict[str, str | None] | None, locale: Locale) -> tuple[str, ...]:
    """The lines of an address, with the country's name in the locale's language."""
    parts = address or {}
    country = parts.get("country")
    order = ("city", "state", "postal_code") if country in _CODE_LAST else ("postal_code", "city", "state")
    town = " ".join(part for part in map(parts.get, order) if part)
    lines = (parts.get("line1"), parts.get("line2"), town, country and locale.territories.get(country, country))
    return tuple(line for line in lines if line)
