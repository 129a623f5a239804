"""The ToUnicode map from a font's codes to text, for copying and searching."""

from collections.abc import Iterable, Mapping

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""

# PDF 32000-1, 9.7.5.4 with Adobe's technical note 5411: a bfchar block holds at most 100 entries.
_BLOCK = 100


def make_cmap(texts: Mapping[int, str]) -> str:
    """The ToUnicode CMap of a font; the text of a two-byte code can have several characters or none."""
    entries = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(texts.items())]
    return _CMAP.format(blocks="\n".join(_blocks(entries)))


def _blocks(entries: list[str]) -> Iterable[str]:
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        yield "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
