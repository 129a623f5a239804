"""The template's own tags: each adds one of our blocks, with the look from the stylesheet."""

from typing import Any

from reportlab.lib.colors import toColor  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_RIGHT  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Image  # type: ignore[import-untyped]
from xhtml2pdf import parser as registry  # type: ignore[import-untyped]
from xhtml2pdf.tags import pisaTag  # type: ignore[import-untyped]

from pdf.flow.columns import Column, Columns
from pdf.flow.email_block import EmailBlock
from pdf.flow.line_items import Item, LineItems, Looks, drop_empty_columns
from pdf.flow.look import read_look
from pdf.flow.page_label import PageLabel, PageLabels
from pdf.flow.qr_code import QrCode
from pdf.flow.stamp import Stamp
from pdf.flow.text_block import LinkBlock, Pill, TextBlock
from pdf.text.lines import measure

# The maximum rounding error of a measured width, in points.
_SLACK = 0.1


class TextTag(pisaTag):  # type: ignore[misc]
    """`<x-text>`: a block of plain text; with the colour `ground`, a line on a pill of that colour.

    With `href` it is a link. With `email` it is an address, on one line if that can be.

    With `figures` it is right-aligned, also on a right-to-left page. `lang` is the language whose form of Chinese
    characters it uses, if it is not the invoice's.
    """

    def start(self, c: Any) -> None:
        """Adds the block. The text is removed from the tree, so that xhtml2pdf does not lay it out."""
        ground = self.node.getAttribute("ground")
        text, look = _take_text(self.node), read_look(c)
        if lang := self.node.getAttribute("lang"):
            look = look._replace(style=look.style._replace(han=lang))
        if self.node.hasAttribute("figures"):
            look = look._replace(alignment=TA_RIGHT)
        if ground:
            c.addStory(Pill(text, look, toColor(ground)))
        elif self.node.hasAttribute("email"):
            c.addStory(EmailBlock(text, look))
        elif href := self.node.getAttribute("href"):
            c.addStory(LinkBlock(text, look, href))
        else:
            c.addStory(TextBlock(text, look))


class StampTag(pisaTag):  # type: ignore[misc]
    """`<x-stamp>`, in a footer: its text across the page in `colour`, behind everything else."""

    def start(self, c: Any) -> None:
        """Adds the stamp."""
        look = read_look(c)
        bold = look._replace(colour=toColor(self.node.getAttribute("colour")), style=look.style._replace(bold=True))
        c.addStory(Stamp(_take_text(self.node), bold))


class ColumnsTag(pisaTag):  # type: ignore[misc]
    """`<x-columns>` of `<x-column>`: `rule` is the colour of a line below; `padding` and `gap` are in points."""

    def start(self, c: Any) -> None:
        """Starts to collect columns."""
        self._outer, c.meta["columns"] = c.meta.get("columns"), []

    def end(self, c: Any) -> None:
        """Adds the columns."""
        columns, c.meta["columns"] = c.meta["columns"], self._outer
        rule = self.node.getAttribute("rule")
        c.addStory(
            Columns(
                columns,
                rtl=c.meta["rtl"],
                rule=toColor(rule) if rule else None,
                padding=_number(self.node, "padding"),
                gap=_number(self.node, "gap"),
            )
        )


class ColumnTag(pisaTag):  # type: ignore[misc]
    """`<x-column>`: one of several columns; `width` is in points, else it shares the remaining width.

    With `fits`, texts separated by `|`, it is as wide as the widest of them.
    """

    def start(self, c: Any) -> None:
        """Starts to collect the content."""
        self._story = c.swapStory()

    def end(self, c: Any) -> None:
        """Passes the content to the enclosing columns."""
        blocks = c.swapStory(self._story)
        c.meta["columns"].append(Column(self._width(c), blocks))

    def _width(self, c: Any) -> float | None:
        fits, look = self.node.getAttribute("fits"), read_look(c)
        if fits:
            return max(measure(text, look.style) for text in fits.split("|")) * look.size + _SLACK
        return _number(self.node, "width") or None


class LogoTag(pisaTag):  # type: ignore[misc]
    """`<x-logo>`: the seller's logo, within `width` and `height` points, at the end of its column."""

    def start(self, c: Any) -> None:
        """Adds the logo, scaled in proportion."""
        picture = Image(c.meta["logo"], lazy=0)
        scale = min(
            _number(self.node, "width") / picture.imageWidth, _number(self.node, "height") / picture.imageHeight
        )
        picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
        _add_at_end(c, picture, picture.drawWidth)


class QrTag(pisaTag):  # type: ignore[misc]
    """`<x-qr>`: the QR code of a transfer, `size` points wide, at the end of its column."""

    def start(self, c: Any) -> None:
        """Adds the code."""
        size = _number(self.node, "size")
        _add_at_end(c, QrCode(c.meta["transfer"], size), size)


class LineItemsTag(pisaTag):  # type: ignore[misc]
    """`<x-line-items>`: the invoice's lines. The tag's content follows the last line, on the same page.

    `heads` has the columns' titles separated by `|`; `rule` and `head-rule` are colours. Three empty `<x-look>`
    inside give the looks of head, body and note.
    """

    def start(self, c: Any) -> None:
        """Starts to collect the totals."""
        self._story = c.swapStory()
        self._outer, c.meta["looks"] = c.meta.get("looks"), []

    def end(self, c: Any) -> None:
        """Adds the lines with the totals."""
        tail, looks = c.swapStory(self._story), c.meta["looks"]
        rules = [toColor(self.node.getAttribute(name)) for name in ("rule", "head-rule")]
        items = [
            Item(line.description, line.period, (line.quantity, line.unit_price, line.tax, line.amount))
            for line in c.meta["lines"]
        ]
        heads, items = drop_empty_columns(self.node.getAttribute("heads").split("|"), items)
        c.addStory(LineItems(heads, items, Looks(*looks, *rules), tail, rtl=c.meta["rtl"]))


class LookTag(pisaTag):  # type: ignore[misc]
    """`<x-look>`: gives a look to the enclosing line items."""

    def start(self, c: Any) -> None:
        """Records the current look."""
        c.meta["looks"].append(read_look(c))


class PageLabelTag(pisaTag):  # type: ignore[misc]
    """`<x-page-label>`, in a footer: shows the page's label."""

    def start(self, c: Any) -> None:
        """Adds the label, with the current look."""
        c.addStory(PageLabel(read_look(c)))


class PageLabelsTag(pisaTag):  # type: ignore[misc]
    """`<x-page-labels>`, at the end of the body: its text is the label, with `{page}` and `{pages}`."""

    def start(self, c: Any) -> None:
        """Adds the labels."""
        c.addStory(PageLabels(_take_text(self.node), read_look(c)))


TAGS = {
    "X-TEXT": TextTag,
    "X-STAMP": StampTag,
    "X-COLUMNS": ColumnsTag,
    "X-COLUMN": ColumnTag,
    "X-LOGO": LogoTag,
    "X-QR": QrTag,
    "X-LINE-ITEMS": LineItemsTag,
    "X-LOOK": LookTag,
    "X-PAGE-LABEL": PageLabelTag,
    "X-PAGE-LABELS": PageLabelsTag,
}


def register_tags() -> None:
    """Registers the tags with xhtml2pdf, whose only registry is the globals of its parser."""
    for name, tag in TAGS.items():
        setattr(registry, f"pisaTag{name}", tag)


def _add_at_end(c: Any, block: Flowable, width: float) -> None:
    c.addStory(Columns([Column(None, []), Column(width, [block])], rtl=c.meta["rtl"]))


def _take_text(node: Any) -> str:
    text = "".join(child.data for child in node.childNodes)
    node.childNodes = []
    return text.strip()


def _number(node: Any, name: str) -> float:
    return float(node.getAttribute(name) or 0)
