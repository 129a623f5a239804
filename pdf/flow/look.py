"""How a block of text looks, as the stylesheet says."""

from typing import Any, NamedTuple

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from xhtml2pdf.util import getSize  # type: ignore[import-untyped]

from pdf.text.drawing import draw_line
from pdf.text.lines import Line, Style, set_lines

# Where the baseline stands in a line's height: ascenders and descenders look centred about the middle.
_BASELINE = 0.33


class Look(NamedTuple):
    """Sizes in points. `towards_end` is right from left to right and left from right to left."""

    size: float
    leading: float
    colour: Any
    style: Style
    alignment: int

    def set_lines(self, text: str, width: float) -> list[Line]:
        """The text's lines in a column of `width` points."""
        # A hair more, so that a text fits a column measured by it.
        return set_lines(text, width / self.size + 1e-6, self.style)

    def draw(self, canvas: Canvas, line: Line, x: float, top: float, width: float) -> None:
        """Draw a line into the column from `x`, its upper edge at `top`."""
        spare = width - line.width * self.size
        x += spare if self.alignment == TA_RIGHT else spare / 2 if self.alignment == TA_CENTER else 0
        draw_line(canvas, line, x, top - self.leading / 2 - self.size * _BASELINE, self.size, self.colour)


def read_look(context: Any) -> Look:
    """The look that xhtml2pdf's context has in force; `start` and `end` are told by the document's direction."""
    frag, rtl = context.frag, bool(context.meta["rtl"])
    alignment = frag.alignment
    if rtl:
        alignment = {TA_LEFT: TA_RIGHT, TA_RIGHT: TA_LEFT}.get(alignment, alignment)
    style = Style(bool(frag.bold), context.meta["language"], rtl, context.meta["han"])
    return Look(frag.fontSize, getSize(frag.leadingSource, frag.fontSize), frag.textColor, style, alignment)
