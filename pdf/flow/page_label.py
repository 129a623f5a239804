"""`Page x of y` in one layout pass: each page shows a form that is drawn when the last page is known."""

from reportlab.lib.enums import TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.look import Look

# What a form may take to either side of its origin, in points; the rest would be clipped.
_WIDEST = 200


def _form_name(page: int) -> str:
    return f"page-{page}"


class PageLabel(Flowable):  # type: ignore[misc]
    """The place of a page's label; a form has no width of its own, so it takes the column's."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width and one line."""
        self.width, self.height = width, self._look.leading
        return self.width, self.height

    def draw(self) -> None:
        """Show this page's form, at the edge it is aligned with."""
        self.canv.saveState()
        self.canv.translate(self.width if self._look.alignment == TA_RIGHT else 0, self.height)
        self.canv.doForm(_form_name(self.canv.getPageNumber()))
        self.canv.restoreState()


class PageLabels(Flowable):  # type: ignore[misc]
    """Stands last in the story, where the number of pages is known, and draws the forms of all pages.

    `pattern` has the fields `page` and `pages`.
    """

    def __init__(self, pattern: str, look: Look) -> None:
        super().__init__()
        self._pattern, self._look = pattern, look

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room, or the last page could overflow for it."""
        return 0, 0

    def draw(self) -> None:
        """Define the form that each page shows already."""
        total = self.canv.getPageNumber()
        left = 0 if self._look.alignment == TA_LEFT else -_WIDEST
        for page in range(1, total + 1):
            [line] = self._look.set_lines(self._pattern.format(page=page, pages=total), _WIDEST)
            self.canv.beginForm(_form_name(page), lowerx=-_WIDEST, lowery=-self._look.leading, upperx=_WIDEST, uppery=0)
            self._look.draw(self.canv, line, left, 0, _WIDEST)
            self.canv.endForm()
