"""Files in this repository that somebody else made."""

from typing import NamedTuple

from supply_chain.component import ROOT


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
# Files of these kinds are rarely one's own: each is in the list above, or made here.
_SUSPECTS = ("*.ttf", "*.otf", "*.woff2", "*.icc", "*.png", "*.jpg")
_MADE_HERE = frozenset(("app/demo/logo.png",))
_FOLDERS = ("app", "dashboard", "engine", "intake", "models", "pdf", "resolvers", "schema", "storage")


def list_undeclared() -> list[str]:
    """Paths of files of which nobody has said who made them."""
    declared = {path for each in SHIPPED_DATA for path in ROOT.glob(each.pattern)}
    found = (path for folder in _FOLDERS for kind in _SUSPECTS for path in (ROOT / folder).rglob(kind))
    names = (str(path.relative_to(ROOT)) for path in found if path not in declared)
    return sorted(name for name in names if name not in _MADE_HERE)
