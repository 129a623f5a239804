"""An address as it is printed."""

from babel import Locale

# Where the post puts the code behind the town (UPU's "Addressing systems"); elsewhere it stands before it.
_CODE_LAST = frozenset(
    {
        "AE", "AU", "BD", "CA", "CN", "EG", "GB", "HK", "ID", "IE", "IN", "JO", "KE", "KR", "LB", "LK", "MT", "MY",
        "NG", "NZ", "PH", "PK", "RU", "SA", "SG", "TH", "TW", "UA", "US", "VN", "ZA",
    }
)  # fmt: skip


def address_lines(address: dict[str, str | None] | None, locale: Locale) -> tuple[str, ...]:
    """An address one line a part, the country by its name in the reader's language."""
    parts = address or {}
    country = parts.get("country")
    order = ("city", "state", "postal_code") if country in _CODE_LAST else ("postal_code", "city", "state")
    place = " ".join(part for part in map(parts.get, order) if part)
    lines = (parts.get("line1"), parts.get("line2"), place, country and locale.territories.get(country, country))
    return tuple(line for line in lines if line)
