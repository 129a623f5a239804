"""`Page x of y` in one layout pass: each page shows a form that is defined after the last page."""

from reportlab.lib.enums import TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.look import Look

# A form is clipped at this distance from its origin on either side, in points.
_HALF_WIDTH = 200


def _form_name(page: int) -> str:
    return f"page-{page}"


class PageLabel(Flowable):  # type: ignore[misc]
    """Shows a page's label. It takes the column's width, because a form has no width of its own."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Takes the whole width and the height of one line."""
        self.width, self.height = width, self._look.leading
        return self.width, self.height

    def draw(self) -> None:
        """Shows this page's form at the edge that it is aligned to."""
        self.canv.saveState()
        self.canv.translate(self.width if self._look.alignment == TA_RIGHT else 0, self.height)
        self.canv.doForm(_form_name(self.canv.getPageNumber()))
        self.canv.restoreState()


class PageLabels(Flowable):  # type: ignore[misc]
    """The last block, where the number of pages is known. It defines the forms of all pages.

    `pattern` has the fields `page` and `pages`.
    """

    def __init__(self, pattern: str, look: Look) -> None:
        super().__init__()
        self._pattern, self._look = pattern, look

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Takes no space, so that the last page can't overflow."""
        return 0, 0

    def draw(self) -> None:
        """Defines the forms that the pages already show."""
        total = self.canv.getPageNumber()
        left = 0 if self._look.alignment == TA_LEFT else -_HALF_WIDTH
        for page in range(1, total + 1):
            [line] = self._look.set_lines(self._pattern.format(page=page, pages=total), _HALF_WIDTH)
            self.canv.beginForm(
                _form_name(page), lowerx=-_HALF_WIDTH, lowery=-self._look.leading, upperx=_HALF_WIDTH, uppery=0
            )
            self._look.draw(self.canv, line, left, 0, _HALF_WIDTH)
            self.canv.endForm()
