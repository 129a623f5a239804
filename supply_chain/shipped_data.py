"""Files in this repository that somebody else made."""

from typing import NamedTuple


class ShippedData(NamedTuple):
    """Files by their pattern, and the path of the text that says who made them and what is allowed."""

    pattern: str
    what: str
    licence: str
    text: str


SHIPPED_DATA = (
    ShippedData("pdf/text/fonts/*.ttf", "Noto fonts", "OFL-1.1", "pdf/text/fonts/LICENSE.txt"),
    ShippedData("pdf/einvoice/srgb.icc", "sRGB ICC profile", "Zlib", "pdf/einvoice/srgb.LICENSE.txt"),
)
