"""A word across the whole page, behind its text."""

from reportlab.lib.enums import TA_CENTER  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.look import Look
from pdf.text.lines import measure

_LARGEST = 170.0
_ANGLE = 52
# The word's length as a share of the page's height.
_EXTENT = 0.75


class Stamp(Flowable):  # type: ignore[misc]
    """A text from the lower left to the upper right of the page; it takes no space in the layout."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._text, self._look = text, look

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Takes no space."""
        return 0, 0

    def draw(self) -> None:
        """Draws the text through the middle of the page."""
        width, height = self.canv._pagesize
        x, y = self.canv.absolutePosition(0, 0)
        size = min(_LARGEST, height * _EXTENT / measure(self._text, self._look.style))
        look = self._look._replace(size=size, leading=size, alignment=TA_CENTER)
        [line] = look.set_lines(self._text, height)
        self.canv.saveState()
        self.canv.translate(width / 2 - x, height / 2 - y)
        self.canv.rotate(_ANGLE)
        look.draw(self.canv, line, -height / 2, size / 2, height)
        self.canv.restoreState()
