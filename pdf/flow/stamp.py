"""A word across the whole page, under what is printed on it."""

from reportlab.lib.enums import TA_CENTER  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.look import Look
from pdf.text.lines import measure

_LARGEST = 170.0
_ANGLE = 52
# How much of the page's height the word takes.
_EXTENT = 0.75


class Stamp(Flowable):  # type: ignore[misc]
    """A text on one line from the lower left to the upper right of the page; takes no room."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._text, self._look = text, look

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Draw about the middle of the page."""
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
