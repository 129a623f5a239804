"""E-mail addresses, which readers copy as a whole."""

import re
from collections.abc import Iterator

from pdf.flow.look import Look
from pdf.flow.text_block import TextBlock
from pdf.text.lines import Style, measure

# The smallest type of an address, in points: smaller than the rest of the page, and still read with ease.
_SMALLEST = 7.5
# Where an address may be broken: best before its host, else before any sign.
_BEFORE_HOST = re.compile("(?=@)")
_BEFORE_SIGN = re.compile(r"(?=[@.+_-])")


def fits(address: str, width: float) -> bool:
    """Whether an address has room on one line of this width, in points, in type that can be read."""
    return measure(address, Style()) * _SMALLEST <= width


class EmailBlock(TextBlock):
    """An e-mail address: on one line as long as it can be read, in smaller type where the column is narrow.

    A longer one is broken before its `@`, and only where that is not enough at other signs. No hyphen is added.
    """

    def __init__(self, address: str, look: Look) -> None:
        super().__init__(address, look)
        self._address, self._largest = address, look.size

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Takes one line, or as few as the address needs in type that can be read."""
        if width != self._set_for:
            lines, needed = self._break(width / _SMALLEST)
            fitting = max(min(self._largest, width / needed), _SMALLEST)
            self._text, self._look, self._set_for = "\n".join(lines), self._look._replace(size=fitting), -1.0
        return super().wrap(width, _height)

    def _break(self, widest: float) -> tuple[list[str], float]:
        """The lines and what the widest of them needs; widths are multiples of the type size."""
        for lines in ([self._address], _BEFORE_HOST.split(self._address)):
            needed = max(measure(line, self._look.style) for line in lines)
            if needed <= widest:
                return lines, needed
        return [*self._fill(widest)], widest

    def _fill(self, width: float) -> Iterator[str]:
        """Lines of whole parts, `width` type sizes wide; a part that is wider alone is broken by `set_lines`."""
        line = ""
        for part in _BEFORE_SIGN.split(self._address):
            if line and measure(line + part, self._look.style) > width:
                yield line
                line = ""
            line += part
        yield line
