"""`Page x of y` in one layout pass: each page shows a form that is drawn when the last page is known."""

from typing import Any

from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]
from xhtml2pdf.tags import pisaTag  # type: ignore[import-untyped]

# What a form may take to the left of its origin, in points; the rest would be clipped.
_WIDEST = 200


def _form_name(page: int) -> str:
    return f"page-{page}"


class PageLabel(Flowable):  # type: ignore[misc]
    """The place of a page's label; a form has no width of its own, so it takes the frame's."""

    def __init__(self, size: float) -> None:
        super().__init__()
        self._size = size

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width and one line."""
        self.width = width
        return width, self._size * 1.2

    def draw(self) -> None:
        """Show this page's form, moved to the right edge."""
        self.canv.translate(self.width, self._size * 0.42)
        self.canv.doForm(_form_name(self.canv.getPageNumber()))


class PageLabels(Flowable):  # type: ignore[misc]
    """Stands last in the story, where the number of pages is known, and draws the forms of all pages."""

    def __init__(self, font: str, size: float, colour: object) -> None:
        super().__init__()
        self._font, self._size, self._colour = font, size, colour

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room, or the last page could overflow for it."""
        return 0, 0

    def draw(self) -> None:
        """Define the form that each page shows already."""
        total = self.canv.getPageNumber()
        for page in range(1, total + 1):
            self.canv.beginForm(_form_name(page), lowerx=-_WIDEST, lowery=-self._size)
            self.canv.setFont(self._font, self._size)
            self.canv.setFillColor(self._colour)
            self.canv.drawRightString(0, 0, f"Page {page} of {total}")
            self.canv.endForm()


class PageLabelTag(pisaTag):  # type: ignore[misc]
    """`<page-label>`, in a footer: where the label stands."""

    def start(self, c: Any) -> None:
        """Add the place, as high as a line of the text around it."""
        c.addPara()
        c.addStory(PageLabel(c.frag.fontSize))


class PageLabelsTag(pisaTag):  # type: ignore[misc]
    """`<page-labels>`, at the end of the document: draws the labels in the font and colour around it."""

    def start(self, c: Any) -> None:
        """Add the labels to the story."""
        c.addPara()
        c.addStory(PageLabels(c.frag.fontName, c.frag.fontSize, c.frag.textColor))
