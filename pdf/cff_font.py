"""A font with PostScript outlines that ReportLab can embed: glyphs become TrueType when they are used."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from weakref import WeakKeyDictionary

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont as OpenTypeFile  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import TypeFace  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import FF_SYMBOLIC, TTEncoding, TTFont, TTFontFace  # type: ignore[import-untyped]

# Font units a quadratic curve may stray from the cubic one; 1/1000 of the type size is invisible in print.
MAX_CURVE_ERROR = 1.0


class CffFace(TTFontFace):  # type: ignore[misc]
    """The face of an OpenType/CFF file, read lazily.

    ReportLab embeds TrueType outlines only, and converting all 65,000 glyphs of a CJK font takes a
    minute. So `makeSubset`, ReportLab's one use of the outlines, converts the glyphs a document uses.
    """

    def __init__(self, path: Path) -> None:
        TypeFace.__init__(self, None)
        self._file = OpenTypeFile(path, lazy=True, recalcTimestamp=False)
        self._glyphs = self._file.getGlyphSet()
        self.filename = path.name
        self.subfontNameX = b""
        self.name = self._file["name"].getDebugName(6).encode("ascii")
        self._read_characters()
        self._read_metrics()

    def _read_characters(self) -> None:
        metrics = self._file["hmtx"]
        self._names: dict[int, str] = self._file.getBestCmap()
        self.charToGlyph = {code: self._file.getGlyphID(name) for code, name in self._names.items()}
        scale = 1000 / self._file["head"].unitsPerEm
        self.charWidths = {code: metrics[name][0] * scale for code, name in self._names.items()}
        self.defaultWidth = metrics[".notdef"][0] * scale

    def _read_metrics(self) -> None:
        head, os2 = self._file["head"], self._file["OS/2"]
        scale = 1000 / head.unitsPerEm
        self.bbox = [edge * scale for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
        self.ascent, self.descent = os2.sTypoAscender * scale, os2.sTypoDescender * scale
        self.capHeight = os2.sCapHeight * scale
        self.flags, self.italicAngle, self.stemV = FF_SYMBOLIC, 0, 80

    def makeSubset(self, subset: Iterable[int]) -> bytes:  # noqa: N802
        """Return a TrueType file with the glyphs of these code points, in ReportLab's form."""
        codes = list(subset)
        return bytes(TTFontFace(BytesIO(self._convert(set(codes)))).makeSubset(codes))

    def _convert(self, codes: set[int]) -> bytes:
        names = {code: self._names[code] for code in sorted(codes) if code in self._names}
        order = [".notdef", *sorted(set(names.values()) - {".notdef"})]
        font = FontBuilder(self._file["head"].unitsPerEm, isTTF=True)
        font.setupGlyphOrder(order)
        font.setupCharacterMap(names)
        font.setupGlyf({name: self._quadratic(name) for name in order})
        font.setupHorizontalMetrics({name: self._file["hmtx"][name] for name in order})
        font.setupHorizontalHeader(ascent=int(self.ascent), descent=int(self.descent))
        font.setupNameTable({"psName": self.name.decode()})
        font.setupOS2(sTypoAscender=int(self.ascent), sTypoDescender=int(self.descent))
        font.setupPost(keepGlyphNames=False)
        # The time of building would make equal documents differ.
        font.font["head"].created = font.font["head"].modified = 0
        font.font.recalcTimestamp = False
        out = BytesIO()
        font.save(out)
        return out.getvalue()

    def _quadratic(self, name: str) -> object:
        pen = TTGlyphPen(None)
        # PostScript contours run the other way round from TrueType's.
        self._glyphs[name].draw(Cu2QuPen(pen, MAX_CURVE_ERROR, reverse_direction=True))
        return pen.glyph()


class CffFont(TTFont):  # type: ignore[misc]
    """A ReportLab font on a `CffFace`: a TTFont but for its __init__, which insists on TrueType."""

    def __init__(self, name: str, path: Path) -> None:
        self.fontName = name
        self.face = CffFace(path)
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[object, object] = WeakKeyDictionary()
        self._asciiReadable = False
        self.shapable = False
