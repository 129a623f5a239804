"""A block of text, broken into lines for its column."""

from typing import Any, Self
from urllib.parse import quote

from reportlab.lib.enums import TA_LEFT  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.look import Look
from pdf.text.lines import Line

# The minimum number of lines at the foot of a page and at the top of the next.
ORPHANS = 2
# The characters that a URL is written with (RFC 3986).
_OF_URLS = ":/?#[]@!$&'()*+,;=%-._~"
# The flag of an annotation that is printed.
_PRINTED = 4


class TextBlock(Flowable):  # type: ignore[misc]
    """A text with one look, and space before and after it in points."""

    def __init__(self, text: str, look: Look, before: float = 0, after: float = 0) -> None:
        super().__init__()
        self._text, self._look = text, look
        self.spaceBefore, self.spaceAfter = before, after
        self._lines: list[Line] = []
        self._set_for = -1.0

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A copy that shares the lines, which do not change."""
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Breaks the text into lines, unless that is already done for this width."""
        if width != self._set_for:
            self._lines, self._set_for = self._look.set_lines(self._text, width), width
        self.width, self.height = width, len(self._lines) * self._look.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The lines that fit the height, and the remaining ones."""
        self.wrap(width, height)
        fitting = min(int(height / self._look.leading + 1e-6), len(self._lines) - ORPHANS)
        if fitting < ORPHANS:
            return []
        return [
            self._part(self._lines[:fitting], self.spaceBefore, 0),
            self._part(self._lines[fitting:], 0, self.spaceAfter),
        ]

    def draw(self) -> None:
        """Draws the lines."""
        canvas: Canvas = self.canv
        for index, line in enumerate(self._lines):
            self._look.draw(canvas, line, 0, self.height - index * self._look.leading, self.width)

    def _part(self, lines: list[Line], before: float, after: float) -> "TextBlock":
        part = TextBlock("", self._look, before, after)
        part._lines, part._set_for = lines, self._set_for
        return part


class LinkBlock(TextBlock):
    """A text that opens a URL."""

    def __init__(self, text: str, look: Look, url: str) -> None:
        super().__init__(text, look)
        self._url = quote(url, safe=_OF_URLS)

    def draw(self) -> None:
        """Draws the lines, with the link over them."""
        super().draw()
        wide = max((line.width for line in self._lines), default=0) * self._look.size
        x = 0.0 if self._look.alignment == TA_LEFT else self.width - wide
        # PDF/A wants links to be printed (ISO 19005-3, 6.3.2).
        self.canv.linkURL(self._url, (x, 0, x + wide, self.height), relative=1, F=_PRINTED)


class Pill(TextBlock):
    """A line of text on a rounded background of its width."""

    def __init__(self, text: str, look: Look, ground: Any) -> None:
        super().__init__(text, look)
        self._ground = ground

    def draw(self) -> None:
        """Draws the background, then the text."""
        [line] = self._lines
        inset = self.height / 2.4
        wide = line.width * self._look.size + 2 * inset
        x = 0.0 if self._look.alignment == TA_LEFT else self.width - wide
        self.canv.setFillColor(self._ground)
        self.canv.roundRect(x, 0, wide, self.height, self.height / 2, stroke=0, fill=1)
        self._look.draw(self.canv, line, x + inset, self.height, wide - 2 * inset)
