"""What the lines of an invoice say in words of the buyer's language."""

from collections.abc import Callable
from dataclasses import replace

from pdf.content.invoice_content import ContentLine
from pdf.rendering.plain_text import fill


def word_line(line: ContentLine, translate: Callable[[str], str]) -> ContentLine:
    """The line with these words in its texts."""
    _ = translate
    if line.is_flat_fee:
        line = replace(line, description=fill(_("{item}: flat fee"), item=line.description))
    if line.package and line.unit_price:
        line = replace(line, unit_price=fill(_("{price} per {quantity}"), price=line.unit_price, quantity=line.package))
    return line
