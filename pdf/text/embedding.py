"""The fonts of one PDF file: the used glyphs, their texts, and the objects that embed them."""

import hashlib
from struct import unpack_from
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfdoc import (  # type: ignore[import-untyped]
    BasicFonts,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from pdf.text.codes import Codes, is_cff
from pdf.text.composites import Composite, add_composites
from pdf.text.faces import Cut
from pdf.text.shaping import Run
from pdf.text.to_unicode import make_cmap

# PDF 32000-1, table 123: the font has glyphs outside the standard Latin set.
_SYMBOLIC = 4
# A PDF reader needs only outlines and widths; the other tables are for shaping.
_UNUSED = (
    b"GSUB",
    b"GPOS",
    b"GDEF",
    b"STAT",
    b"name",
    b"post",
    b"OS/2",
    b"cmap",
    b"DSIG",
    b"BASE",
    b"VORG",
    b"vhea",
    b"vmtx",
)


class EmbeddedFont:
    """A cut as used in one file. `shown` caches the operators of runs by type size."""

    def __init__(self, name: str, cut: Cut) -> None:
        self.name = name
        self.codes = Codes(cut)
        self.shown: dict[tuple[Run, float], str] = {}
        self._cut = cut

    def add_objects(self, document: Any) -> Any:
        """Adds the font to ReportLab's file and returns the reference to it."""
        glyphs, composites = self.codes.glyphs(), self.codes.composites()
        base = PDFName(f"{_subset_tag(self._cut, glyphs, composites)}+{self._cut.name}")
        kind, key, program = _font_program(self._cut, glyphs, composites)
        descriptor = {"Type": PDFName("FontDescriptor"), "FontName": base, key: document.Reference(program)}
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName(kind),
            "BaseFont": base,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(PDFDictionary(descriptor | _metrics(self._cut))),
            "W": PDFArray(
                [part for code in sorted(self.codes.texts) for part in (code, PDFArray([self.codes.width(code)]))]
            ),
        }
        if kind == "CIDFontType2":
            descendant["CIDToGIDMap"] = PDFName("Identity")
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": base,
            "Encoding": PDFName("Identity-H"),
            "ToUnicode": document.Reference(_stream(make_cmap(self.codes.texts).encode())),
            "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
        }
        return document.Reference(PDFDictionary(font))


class EmbeddedFonts:
    """All fonts of one file, in the order of their first use. ReportLab asks for their objects when it saves."""

    def __init__(self) -> None:
        self._fonts: dict[Cut, EmbeddedFont] = {}

    @classmethod
    def of(cls, document: Any) -> "EmbeddedFonts":
        """The fonts of ReportLab's file."""
        found = next((fonts for fonts in document.delayedFonts if isinstance(fonts, cls)), None)
        if found is None:
            document.delayedFonts.append(found := cls())
        return found

    def use(self, cut: Cut) -> EmbeddedFont:
        """The font of a cut in this file."""
        font = self._fonts.get(cut)
        if font is None:
            font = self._fonts[cut] = EmbeddedFont(f"T{len(self._fonts) + 1}", cut)
        return font

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab's name
        """Adds all fonts to the file's resources."""
        resources = document.idToObject[BasicFonts].dict
        for font in self._fonts.values():
            resources[font.name] = font.add_objects(document)


def subset_cut(cut: Cut, glyphs: list[int]) -> hb.Face:
    """The face in one weight, reduced to these glyphs, which keep their ids."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
    # The outlines of a CFF face have their old ids; entries for 65,535 missing ones would take 100 kB.
    if not is_cff(cut.face):
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    wanted.drop_table_tag_set.update(int.from_bytes(table, "big") for table in _UNUSED)
    wanted.pin_all_axes_to_default(cut.face)
    if cut.weight is not None:
        wanted.pin_axis_location(cut.face, "wght", cut.weight)
    return hb.subset(cut.face, wanted)


def _font_program(cut: Cut, glyphs: list[int], composites: list[Composite]) -> tuple[str, str, PDFStream]:
    """The descendant font's subtype, and the descriptor's key for the font program."""
    subset = subset_cut(cut, glyphs)
    if is_cff(subset):
        outlines = bytes(subset.reference_table("CFF ").data)
        return "CIDFontType0", "FontFile3", _stream(outlines, Subtype=PDFName("CIDFontType0C"))
    program = add_composites(subset, cut.face.glyph_count, composites) if composites else bytes(subset.blob.data)
    return "CIDFontType2", "FontFile2", _stream(program)


def _metrics(cut: Cut) -> dict[str, Any]:
    scale = 1000 / cut.face.upem
    box = unpack_from(">4h", cut.face.reference_table("head").data, 36)
    ascent, descent = unpack_from(">2h", cut.face.reference_table("hhea").data, 4)
    return {
        "Flags": _SYMBOLIC,
        "FontBBox": PDFArray([round(edge * scale) for edge in box]),
        "ItalicAngle": 0,
        "Ascent": round(ascent * scale),
        "Descent": round(descent * scale),
        "CapHeight": round(ascent * scale),
        "StemV": 80,
    }


def _subset_tag(cut: Cut, glyphs: list[int], composites: list[Composite]) -> str:
    """Six letters that distinguish subsets of one font (PDF 32000-1, 9.6.4)."""
    digest = hashlib.sha256(f"{cut.name}{glyphs}{composites or ''}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _stream(content: bytes, **entries: Any) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content, filters=[PDFZCompress])
