"""Country codes, the countries that levy VAT, and those of the European Union."""

# All assigned codes of ISO 3166-1 alpha-2; EN 16931 allows no others in an address (BR-CL-14).
COUNTRIES = frozenset(
    {
        "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB",
        "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY",
        "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX",
        "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK",
        "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS",
        "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR",
        "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA",
        "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
        "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE",
        "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM",
        "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG",
        "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF",
        "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY",
        "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
    }
)  # fmt: skip

UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip

# Northern Ireland's VAT numbers: in the United Kingdom, and within the Union for goods.
NORTHERN_IRELAND = "XI"

# The prefixes of VAT numbers (BR-CO-09): country codes, with special ones for Greece and Northern Ireland.
VAT_PREFIXES = COUNTRIES | {"EL", NORTHERN_IRELAND}

# Countries with a value added tax, a goods and services tax or Japan's consumption tax: a selection from annex A,
# "Countries with VAT", of the OECD's "Consumption Tax Trends". One that is missing here costs its invoices the
# e-invoice; one that is wrongly here would have another tax stated as VAT. Canada is missing because a rate may be a
# province's sales tax.
LEVIES_VAT = UNION | frozenset(
    {
        "AD", "AL", "AM", "AZ", "BA", "BY", "CH", "GB", "GE", "IM", "IS", "LI", "MC", "MD", "ME", "MK", "NO", "RS",
        "RU", "TR", "UA", "AE", "AU", "BD", "BH", "CN", "FJ", "ID", "IL", "IN", "IR", "JO", "JP", "KG", "KH", "KR",
        "KZ", "LA", "LB", "LK", "MN", "NP", "NZ", "OM", "PG", "PH", "PK", "PS", "SA", "SG", "TH", "TJ", "TW", "UZ",
        "VN", "VU", "WS", "AG", "AR", "BB", "BO", "BS", "BZ", "CL", "CO", "CR", "DM", "DO", "EC", "GD", "GT", "GY",
        "HN", "JM", "KN", "LC", "MX", "NI", "PA", "PE", "PY", "SV", "TT", "UY", "VC", "VE", "AO", "BF", "BI", "BJ",
        "BW", "CD", "CF", "CG", "CI", "CM", "CV", "DZ", "EG", "ET", "GA", "GH", "GM", "GN", "GQ", "KE", "LS", "MA",
        "MG", "ML", "MR", "MU", "MW", "MZ", "NA", "NE", "NG", "RW", "SC", "SL", "SN", "SZ", "TD", "TG", "TN", "TZ",
        "UG", "ZA", "ZM", "ZW",
    }
)  # fmt: skip
