"""The character codes of a font in one file, and the text of each."""

import uharfbuzz as hb  # type: ignore[import-untyped]

from pdf.text.composites import Composite, Part
from pdf.text.faces import Cut
from pdf.text.shaping import Cluster, Glyph, Run, glyph_width, is_plain

# A code has two bytes. A cluster needs at most three new codes: for itself and for two marks.
_LAST = 0xFFFF
_AT_ONCE = 3
# The distance of a mark before its line, as a fraction of the type size. pdftotext takes two characters at the same
# position for a shadow and separates them from the word. Within a line there are spaces already.
_ROOM = 0.15


class Codes:
    """A code is the id of a glyph of the face, or of a new composite glyph after those.

    `texts` has the text of each code in use.
    """

    def __init__(self, cut: Cut) -> None:
        self.texts: dict[int, str] = {}
        self._cut = cut
        self._first_new: int = cut.face.glyph_count
        self._made: dict[tuple[str, tuple[Part, ...]], int] = {}
        self._advances: list[int] = []

    def explain(self, run: Run) -> bool:
        """Whether each glyph of the run has the same text throughout the file."""
        texts = self.texts
        return run.pairs is not None and all(texts.setdefault(glyph, text) == text for glyph, text in run.pairs)

    def encode(self, cluster: Cluster) -> tuple[tuple[Glyph, ...], bool]:
        """The codes for the cluster and its marks, and whether a reader can extract the text from them.

        It can with one code for the letters and one for each mark: readers take several glyphs for several letters.
        """
        if not any(cluster.marks):
            return self._encode_letters(cluster)
        if not self._can_make():
            return self._encode_letters(cluster)[0], False
        letters, has_text = self._encode_letters(cluster)
        left, right = cluster.marks
        room = _ROOM if cluster.begins_line else 0.0
        before = (self._make(Cluster(left, (), room))._replace(advance=0.0, dx=-room),) if left else ()
        after = (self._make(Cluster(right, (), 0.0)),) if right else ()
        return (*before, *letters, *after), has_text

    def width(self, code: int) -> int:
        """The advance of a code, in thousandths of the type size."""
        units: int = self._cut.face.upem
        new = code - self._first_new
        return glyph_width(self._cut, code) if new < 0 else round(self._advances[new] * 1000 / units)

    def glyphs(self) -> list[int]:
        """The used glyphs of the face, including parts of composites."""
        parts = {part.glyph for _text, parts in self._made for part in parts}
        return sorted(parts.union(code for code in self.texts if code < self._first_new))

    def composites(self) -> list[Composite]:
        """The new glyphs, in the order of their codes, which follow those of the face."""
        return [Composite(parts, advance) for (_, parts), advance in zip(self._made, self._advances, strict=True)]

    def _encode_letters(self, cluster: Cluster) -> tuple[tuple[Glyph, ...], bool]:
        text, glyphs = cluster.text, cluster.glyphs
        if is_plain(cluster) and self.texts.setdefault(glyphs[0].id, text) == text:
            return glyphs, True
        if self._can_make():
            return (self._make(cluster),), True
        widest = max(glyphs, key=lambda glyph: glyph.advance)
        for glyph in glyphs:
            self.texts.setdefault(glyph.id, text if glyph is widest else "")
        return glyphs, False

    def _can_make(self) -> bool:
        return not is_cff(self._cut.face) and self._first_new + len(self._made) <= _LAST - _AT_ONCE

    def _make(self, cluster: Cluster) -> Glyph:
        units, pen, parts = self._cut.face.upem, 0.0, list[Part]()
        for glyph in cluster.glyphs:
            parts.append(Part(glyph.id, round((pen + glyph.dx) * units), round(glyph.dy * units)))
            pen += glyph.advance
        code = self._made.setdefault((cluster.text, tuple(parts)), self._first_new + len(self._made))
        if code not in self.texts:
            self.texts[code] = cluster.text
            self._advances.append(round(cluster.width * units))
        return Glyph(code, cluster.width, 0.0, 0.0)


def is_cff(face: hb.Face) -> bool:
    """Whether the font has PostScript (CFF) outlines, which can't be composites."""
    return "CFF " in face.table_tags
