"""The fonts of one PDF file: the glyphs it uses, what they stand for, and the objects that embed them."""

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

from pdf.text.faces import Cut
from pdf.text.shaping import Cluster, Glyph, Run, glyph_width
from pdf.text.to_unicode import make_cmap

# PDF 32000-1, table 123: the font has glyphs outside the standard Latin set.
_SYMBOLIC = 4
# A PDF reader needs outlines and widths; the rest was for shaping, which is done.
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
    """A cut as one file uses it. A code in the file is a glyph's id, in two bytes.

    `shown` keeps the operators of runs by the type size.
    """

    def __init__(self, name: str, cut: Cut) -> None:
        self.name = name
        self._cut = cut
        self._texts: dict[int, str] = {}
        self.shown: dict[tuple[Run, float], str] = {}

    def explains(self, run: Run) -> bool:
        """Whether every glyph of the run stands for one text in all of the file, and nothing is left to say."""
        texts = self._texts
        return run.pairs is not None and all(texts.setdefault(glyph, text) == text for glyph, text in run.pairs)

    def explain(self, cluster: Cluster) -> tuple[bool, frozenset[Glyph]]:
        """Note what the cluster's glyphs stand for: the widest for its text, and the others for none.

        The first answer is whether that alone tells a reader the text: not where several glyphs draw it between
        them, nor where the glyph stands for another text elsewhere. The second are the marks that stand for none.
        """
        widest = max(cluster.glyphs, key=lambda glyph: glyph.advance)
        known = self._texts.setdefault(widest.id, cluster.text)
        silent = [glyph for glyph in cluster.glyphs if not self._texts.setdefault(glyph.id, "") and not glyph.advance]
        return len(cluster.glyphs) == 1 and known == cluster.text and not any(cluster.marks), frozenset(silent)

    def add_objects(self, document: Any) -> Any:
        """Add the font to a ReportLab document; return the reference to it."""
        glyphs = sorted(self._texts)
        base = PDFName(f"{_subset_tag(self._cut, glyphs)}+{self._cut.name}")
        kind, key, program = _font_program(subset_cut(self._cut, glyphs))
        descriptor = {"Type": PDFName("FontDescriptor"), "FontName": base, key: document.Reference(program)}
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName(kind),
            "BaseFont": base,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(PDFDictionary(descriptor | _metrics(self._cut))),
            "W": PDFArray([part for glyph in glyphs for part in (glyph, PDFArray([glyph_width(self._cut, glyph)]))]),
        }
        if kind == "CIDFontType2":
            descendant["CIDToGIDMap"] = PDFName("Identity")
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": base,
            "Encoding": PDFName("Identity-H"),
            "ToUnicode": document.Reference(_stream(make_cmap(self._texts).encode())),
            "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
        }
        return document.Reference(PDFDictionary(font))


class EmbeddedFonts:
    """All fonts of one file, in the order of their first use; ReportLab asks for their objects as it saves."""

    def __init__(self) -> None:
        self._fonts: dict[Cut, EmbeddedFont] = {}

    @classmethod
    def of(cls, document: Any) -> "EmbeddedFonts":
        """The fonts of a ReportLab document."""
        found = next((fonts for fonts in document.delayedFonts if isinstance(fonts, cls)), None)
        if found is None:
            document.delayedFonts.append(found := cls())
        return found

    def use(self, cut: Cut) -> EmbeddedFont:
        """The cut's font in this file."""
        font = self._fonts.get(cut)
        if font is None:
            font = self._fonts[cut] = EmbeddedFont(f"T{len(self._fonts) + 1}", cut)
        return font

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab's name
        """Add every font to the document's resources."""
        resources = document.idToObject[BasicFonts].dict
        for font in self._fonts.values():
            resources[font.name] = font.add_objects(document)


def subset_cut(cut: Cut, glyphs: list[int]) -> hb.Face:
    """The face with these glyphs alone, to be found by their old ids, in one weight."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
    # The outlines of a CFF face say their old ids themselves; the places of 65,535 absent ones would take 100 kB.
    if not _is_cff(cut.face):
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    wanted.drop_table_tag_set.update(int.from_bytes(table, "big") for table in _UNUSED)
    wanted.pin_all_axes_to_default(cut.face)
    if cut.weight is not None:
        wanted.pin_axis_location(cut.face, "wght", cut.weight)
    return hb.subset(cut.face, wanted)


def _font_program(face: hb.Face) -> tuple[str, str, PDFStream]:
    """The descendant font's kind, and the descriptor's entry that holds the program."""
    if _is_cff(face):
        outlines = bytes(face.reference_table("CFF ").data)
        return "CIDFontType0", "FontFile3", _stream(outlines, Subtype=PDFName("CIDFontType0C"))
    return "CIDFontType2", "FontFile2", _stream(bytes(face.blob.data))


def _is_cff(face: hb.Face) -> bool:
    return "CFF " in face.table_tags


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


def _subset_tag(cut: Cut, glyphs: list[int]) -> str:
    """Six letters that tell subsets of one font apart (PDF 32000-1, 9.6.4)."""
    digest = hashlib.sha256(f"{cut.name}{glyphs}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _stream(content: bytes, **entries: Any) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content, filters=[PDFZCompress])
