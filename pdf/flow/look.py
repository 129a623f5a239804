"""The look of a text block, read from the stylesheet."""

from typing import Any, NamedTuple

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from xhtml2pdf.util import getSize  # type: ignore[import-untyped]

from pdf.text.drawing import draw_line
from pdf.text.lines import Line, Style, set_lines

# The baseline's distance below the middle of a line, so that ascenders and descenders look centred.
_BASELINE = 0.33


class Look(NamedTuple):
    """Size, leading (both in points), colour, style and alignment of a text."""

    size: float
    leading: float
    colour: Any
    style: Style
    alignment: int

    def set_lines(self, text: str, width: float) -> list[Line]:
        """The text broken into lines for a column of `width` points."""
        # Slightly more, so that a text fits into a column that was measured by it.
        return set_lines(text, width / self.size + 1e-6, self.style)

    def draw(self, canvas: Canvas, line: Line, x: float, top: float, width: float) -> None:
        """Draws a line into the column that starts at `x`, with its upper edge at `top`."""
        spare = width - line.width * self.size
        x += spare if self.alignment == TA_RIGHT else spare / 2 if self.alignment == TA_CENTER else 0
        draw_line(canvas, line, x, top - self.leading / 2 - self.size * _BASELINE, self.size, self.colour)


def read_look(context: Any) -> Look:
    """The current look of xhtml2pdf's context; on a right-to-left page, left and right are swapped."""
    frag, rtl = context.frag, bool(context.meta["rtl"])
    alignment = frag.alignment
    if rtl:
        alignment = {TA_LEFT: TA_RIGHT, TA_RIGHT: TA_LEFT}.get(alignment, alignment)
    style = Style(bool(frag.bold), context.meta["language"], rtl, context.meta["han"])
    return Look(frag.fontSize, getSize(frag.leadingSource, frag.fontSize), frag.textColor, style, alignment)
