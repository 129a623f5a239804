"""The text that a reader copies or searches for: ReportLab's map from glyphs to characters, corrected."""

import unicodedata
from collections.abc import Sequence

from reportlab.pdfbase import ttfonts  # type: ignore[import-untyped]

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""

# PDF 32000-1, 9.7.5.4 with Adobe's technical note 5411: a bfchar block holds at most 100 entries.
_BLOCK = 100


def make_cmap(_font_name: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode CMap of one font subset, a list of code points by glyph code.

    ReportLab writes code points beyond U+FFFF as they are, where UTF-16 is asked for, and leaves joined
    Arabic letters as presentation forms, which no search finds.
    """
    entries = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset)]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    return _CMAP.format(blocks="\n".join(map(_block, blocks)))


def _block(entries: list[str]) -> str:
    return "\n".join([f"{len(entries)} beginbfchar", *entries, "endbfchar"])


def _utf16(point: int) -> str:
    character = chr(point)
    if 0xFB50 <= point <= 0xFEFF:
        character = unicodedata.normalize("NFKC", character)
    return character.encode("utf-16-be").hex().upper()


def install() -> None:
    """Make ReportLab write these maps. It offers no parameter, so its version is pinned exactly."""
    ttfonts.makeToUnicodeCMap = make_cmap
