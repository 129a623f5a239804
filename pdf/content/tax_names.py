"""What a tax is called: by its rate's own name, else by the country that levies it."""

from pdf.einvoice.countries import UNION

VAT, GST, SALES_TAX, CONSUMPTION_TAX, TAX = "VAT", "GST", "Sales tax", "Consumption tax", "Tax"

# Names that say the kind alone, which the labels then say in the buyer's language.
_KINDS = {kind.casefold(): kind for kind in (VAT, GST, SALES_TAX, CONSUMPTION_TAX, TAX)}

_LEVIED_BY_STATES = frozenset({"CA", "US"})
_COUNTRY_NAMES = frozenset({"ca", "canada", "us", "usa", "united states", "united states of america"})

_GST = frozenset({"AU", "IN", "JO", "MV", "NZ", "PG", "SG"})
_VAT = UNION | frozenset(
    {
        "AD", "AE", "AL", "AM", "AR", "AZ", "BA", "BB", "BD", "BH", "BO", "BS", "BW", "BY", "CH", "CL", "CN", "CO",
        "CR", "EC", "EG", "FJ", "GB", "GE", "GH", "GT", "HN", "ID", "IL", "IM", "IS", "KE", "KR", "KZ", "LA", "LI",
        "LK", "MA", "MC", "MD", "ME", "MK", "MU", "MX", "NA", "NG", "NI", "NO", "NP", "OM", "PE", "PH", "PY", "RS",
        "RU", "RW", "SA", "SN", "SV", "TH", "TN", "TR", "TW", "TZ", "UA", "UG", "UY", "UZ", "VE", "VN", "ZA", "ZM",
        "ZW",
    }
)  # fmt: skip


def name_tax(rate_name: str | None, country: str | None) -> str:
    """One of the kinds above, or the rate's own name as it is."""
    own = (rate_name or "").strip()
    return _KINDS.get(own.casefold(), own) if own else _name_in(country)


def find_place(jurisdiction: str | None, country: str | None) -> str | None:
    """Where the tax is levied, if that is less than a country: a state of the US, a province of Canada, a county."""
    place = (jurisdiction or "").strip()
    return place if place and country in _LEVIED_BY_STATES and place.casefold() not in _COUNTRY_NAMES else None


def _name_in(country: str | None) -> str:
    if country == "US":
        return SALES_TAX
    if country == "JP":
        return CONSUMPTION_TAX
    return GST if country in _GST else VAT if country in _VAT else TAX
