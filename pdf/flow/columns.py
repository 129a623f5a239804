"""Blocks side by side, in reading order."""

from typing import Any, NamedTuple

from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]


class Column(NamedTuple):
    """The width in points, or None for a share of the remaining width; and the blocks from the top."""

    width: float | None
    blocks: list[Flowable]


class Columns(Flowable):  # type: ignore[misc]
    """Columns of equal height on one page. The first one is at the left, or at the right if `rtl` is true."""

    def __init__(
        self, columns: list[Column], *, rtl: bool, rule: Any = None, padding: float = 0, gap: float = 0
    ) -> None:
        super().__init__()
        self._columns = columns[::-1] if rtl else columns
        self._rule, self._padding, self._gap = rule, padding, gap
        self._widths: list[float] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Takes the height of the tallest column."""
        self._widths = self._share(width)
        tall = [
            stack_height(self.canv, column.blocks, wide)
            for column, wide in zip(self._columns, self._widths, strict=True)
        ]
        self.width, self.height = width, max(tall, default=0) + 2 * self._padding
        return self.width, self.height

    def draw(self) -> None:
        """Draws each column from the top, and the rule below them."""
        x = 0.0
        for column, width in zip(self._columns, self._widths, strict=True):
            draw_stack(self.canv, column.blocks, x, self.height - self._padding, width)
            x += width + self._gap
        if self._rule is not None:
            draw_rule(self.canv, self._rule, 0.5, self.width, 0)

    def _share(self, width: float) -> list[float]:
        fixed = sum(column.width or 0 for column in self._columns)
        free = width - fixed - self._gap * (len(self._columns) - 1)
        shares = sum(column.width is None for column in self._columns)
        return [free / shares if column.width is None else column.width for column in self._columns]


def stack_height(canvas: Any, blocks: list[Flowable], width: float) -> float:
    """The height of stacked blocks of this width; space between them is not collapsed."""
    height = 0.0
    for index, block in enumerate(blocks):
        height += block.wrapOn(canvas, width, 1e6)[1] + (block.getSpaceBefore() if index else 0) + block.getSpaceAfter()
    return height


def draw_stack(canvas: Any, blocks: list[Flowable], x: float, top: float, width: float) -> None:
    """Draws stacked blocks from `top`, as measured by `stack_height`."""
    for index, block in enumerate(blocks):
        top -= block.wrapOn(canvas, width, 1e6)[1] + (block.getSpaceBefore() if index else 0)
        block.drawOn(canvas, x, top)
        top -= block.getSpaceAfter()


def draw_rule(canvas: Any, colour: Any, thickness: float, width: float, y: float) -> None:
    """Draws a horizontal line from the left edge."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.line(0, y, width, y)
