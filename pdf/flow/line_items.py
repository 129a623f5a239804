"""The lines of an invoice as one block. It is measured once and can break between pages, but not before the totals."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from reportlab.lib.enums import TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]

from pdf.flow.columns import draw_rule, draw_stack, stack_height
from pdf.flow.look import Look
from pdf.text.lines import Line, measure

_GAP = 10.0
_ABOVE, _BELOW = 5.0, 5.0
# The maximum width of a column of figures, so that there is room for the descriptions.
_MAX_FIGURES_WIDTH = 112.0
# A taller row may continue on the next page, with at least this many lines on each.
_TALL = 120.0
_MIN_LINES = 3


class Cell(NamedTuple):
    """The text of a cell and its look."""

    text: str
    look: Look


class Looks(NamedTuple):
    """The looks of heads, texts and the smaller notes below them, and the colours of the rules."""

    head: Look
    body: Look
    note: Look
    rule: Any
    head_rule: Any


class Item(NamedTuple):
    """A line: its description, a note below it, and its figures."""

    description: str
    note: str | None
    figures: tuple[str, ...]


def drop_empty_columns(heads: Sequence[str], items: Sequence[Item]) -> tuple[list[str], list[Item]]:
    """Without the columns in which no line has a figure; all of them where there are no lines."""
    first, *others = heads
    kept = [index for index in range(len(others)) if not items or any(item.figures[index] for item in items)]
    shown = [item._replace(figures=tuple(item.figures[index] for index in kept)) for item in items]
    return [first, *(others[index] for index in kept)], shown


class _Row(NamedTuple):
    """The text lines of each cell with their looks, the first column first, and the height of the row."""

    cells: tuple[tuple[tuple[Line, Look], ...], ...]
    height: float

    def cut(self, height: float) -> tuple["_Row", "_Row"] | None:
        """The part that fits the height, and the rest; None if either would have too few lines."""
        first, *others = self.cells
        fitting = int((height - _ABOVE - _BELOW) / max(look.leading for _line, look in first))
        fitting = min(fitting, len(first) - _MIN_LINES)
        if self.height < _TALL or fitting < max(_MIN_LINES, *map(len, others)):
            return None
        return _make_row([first[:fitting], *others]), _make_row([first[fitting:], *(() for _ in others)])


def _make_row(cells: Sequence[tuple[tuple[Line, Look], ...]]) -> _Row:
    tallest = max(sum(look.leading for _line, look in cell) for cell in cells)
    return _Row(tuple(cells), tallest + _ABOVE + _BELOW)


class LineItems(Flowable):  # type: ignore[misc]
    """Rows under heads that each page repeats. The `tail` follows the last row, on the same page.

    The first column takes the width that the figures leave. It is at the right if `rtl` is true.
    """

    def __init__(
        self, heads: Sequence[str], items: Sequence[Item], looks: Looks, tail: list[Flowable], *, rtl: bool
    ) -> None:
        super().__init__()
        self._heads, self._items, self._looks, self._tail, self._rtl = heads, items, looks, tail, rtl
        self._head: _Row | None = None
        self._rows: list[_Row] = []
        self._widths: list[float] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Lays out all rows at the first call."""
        if self._head is None:
            self._set(width)
        self._tail_height = stack_height(self.canv, self._tail, width)
        self.width, self.height = width, self._head_height + sum(row.height for row in self._rows) + self._tail_height
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The rows that fit, and the remaining rows with the tail."""
        self.wrap(width, height)
        taken, rest, left = 0, self._rows, height - self._head_height
        while taken < len(rest) - 1 and rest[taken].height <= left:
            left -= rest[taken].height
            taken += 1
        parts = rest[taken].cut(left) if rest else None
        if parts is not None:
            return [self._part([*rest[:taken], parts[0]], []), self._part([parts[1], *rest[taken + 1 :]], self._tail)]
        return [self._part(rest[:taken], []), self._part(rest[taken:], self._tail)] if taken else []

    def draw(self) -> None:
        """Draws the heads, the rows with a rule below each, and the tail."""
        top = self._draw_row(self._head, self.height, self._looks.head_rule, 0.75)
        for row in self._rows:
            top = self._draw_row(row, top, self._looks.rule, 0.5)
        draw_stack(self.canv, self._tail, 0, top, self.width)

    @property
    def _head_height(self) -> float:
        assert self._head is not None  # noqa: S101 - set by wrap
        return self._head.height

    def _set(self, width: float) -> None:
        figures = [self._figures_width(index) for index in range(len(self._heads) - 1)]
        self._widths = [width - sum(figures) - _GAP * len(figures), *figures]
        head, body, note = self._looks.head, self._looks.body, self._looks.note
        self._head = self._row([[Cell(text, head)] for text in self._heads])
        self._rows = [
            self._row(
                [
                    [Cell(item.description, body)] + ([Cell(item.note, note)] if item.note else []),
                    *([Cell(text, body)] for text in item.figures),
                ]
            )
            for item in self._items
        ]

    def _figures_width(self, index: int) -> float:
        head, body = self._looks.head, self._looks.body
        widest = max((measure(text, body.style) for text in {item.figures[index] for item in self._items}), default=0.0)
        return min(_MAX_FIGURES_WIDTH, max(widest * body.size, measure(self._heads[index + 1], head.style) * head.size))

    def _row(self, cells: list[list[Cell]]) -> _Row:
        return _make_row(
            [
                tuple((line, cell.look) for cell in column for line in cell.look.set_lines(cell.text, width))
                for column, width in zip(cells, self._widths, strict=True)
            ]
        )

    def _draw_row(self, row: _Row | None, top: float, rule: Any, thickness: float) -> float:
        assert row is not None  # noqa: S101 - set by wrap
        x = self.width if self._rtl else 0.0
        for index, (cell, width) in enumerate(zip(row.cells, self._widths, strict=True)):
            left = x - width if self._rtl else x
            y = top - _ABOVE
            for line, look in cell:
                # Figures are right-aligned, also on a right-to-left page.
                aligned = look._replace(alignment=TA_RIGHT if index or self._rtl else TA_LEFT)
                aligned.draw(self.canv, line, left, y, width)
                y -= look.leading
            x += -(width + _GAP) if self._rtl else width + _GAP
        draw_rule(self.canv, rule, thickness, self.width, top - row.height)
        return top - row.height

    def _part(self, rows: list[_Row], tail: list[Flowable]) -> "LineItems":
        part = LineItems(self._heads, (), self._looks, tail, rtl=self._rtl)
        part._head, part._rows, part._widths = self._head, rows, self._widths
        # The frame drops this space at the top of a page, where it is not wanted.
        part.spaceBefore = self.getSpaceBefore()
        return part
