"""The template's own tags: each puts a block of ours into the story, in the look the stylesheet gives it."""

from typing import Any

from reportlab.lib.colors import toColor  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_RIGHT  # type: ignore[import-untyped]
from reportlab.platypus import Image  # type: ignore[import-untyped]
from xhtml2pdf import parser as registry  # type: ignore[import-untyped]
from xhtml2pdf.tags import pisaTag  # type: ignore[import-untyped]

from pdf.flow.columns import Column, Columns
from pdf.flow.line_items import Item, LineItems, Looks
from pdf.flow.look import read_look
from pdf.flow.page_label import PageLabel, PageLabels
from pdf.flow.stamp import Stamp
from pdf.flow.text_block import Pill, TextBlock
from pdf.text.lines import measure

# What rounding may add to a measured width, in points.
_SLACK = 0.1


class TextTag(pisaTag):  # type: ignore[misc]
    """`<x-text>`: a block of plain text; with `ground`, a colour, on one line over a pill of that colour.

    With `figures` it stands at the right, whichever way the page is read. `lang` is a language whose forms of
    Chinese characters it takes, if not the document's.
    """

    def start(self, c: Any) -> None:
        """Add the block. The text is taken from the tree, so that xhtml2pdf lays out none."""
        ground = self.node.getAttribute("ground")
        text, look = _take_text(self.node), read_look(c)
        if lang := self.node.getAttribute("lang"):
            look = look._replace(style=look.style._replace(han=lang))
        if self.node.hasAttribute("figures"):
            look = look._replace(alignment=TA_RIGHT)
        c.addStory(Pill(text, look, toColor(ground)) if ground else TextBlock(text, look))


class StampTag(pisaTag):  # type: ignore[misc]
    """`<x-stamp>`, in a footer: its text across the page, in the given `colour`, below all that is printed there."""

    def start(self, c: Any) -> None:
        """Add the stamp."""
        look = read_look(c)
        bold = look._replace(colour=toColor(self.node.getAttribute("colour")), style=look.style._replace(bold=True))
        c.addStory(Stamp(_take_text(self.node), bold))


class ColumnsTag(pisaTag):  # type: ignore[misc]
    """`<x-columns>` of `<x-column>`: `rule` is the colour of a line below, `padding` and `gap` are points."""

    def start(self, c: Any) -> None:
        """Begin to collect columns."""
        self._outer, c.meta["columns"] = c.meta.get("columns"), []

    def end(self, c: Any) -> None:
        """Put the columns into the story."""
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
    """`<x-column>`: what is in it stands beside its neighbours; `width` in points, else a share of the rest.

    With `fits`, texts with `|` between them, it is as wide as the widest of them in its own look.
    """

    def start(self, c: Any) -> None:
        """Collect what follows."""
        self._story = c.swapStory()

    def end(self, c: Any) -> None:
        """Hand it to the columns around."""
        blocks = c.swapStory(self._story)
        c.meta["columns"].append(Column(self._width(c), blocks))

    def _width(self, c: Any) -> float | None:
        fits, look = self.node.getAttribute("fits"), read_look(c)
        if fits:
            return max(measure(text, look.style) for text in fits.split("|")) * look.size + _SLACK
        return _number(self.node, "width") or None


class LogoTag(pisaTag):  # type: ignore[misc]
    """`<x-logo>`: the seller's picture, within `width` and `height` points, at the end of its column."""

    def start(self, c: Any) -> None:
        """Add the picture, scaled but not distorted."""
        picture = Image(c.meta["logo"], lazy=0)
        scale = min(
            _number(self.node, "width") / picture.imageWidth, _number(self.node, "height") / picture.imageHeight
        )
        picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
        c.addStory(Columns([Column(None, []), Column(picture.drawWidth, [picture])], rtl=c.meta["rtl"]))


class LineItemsTag(pisaTag):  # type: ignore[misc]
    """`<x-line-items>`: the document's lines; the tag's content stands below the last and is kept with it.

    `heads` are the columns' titles, `|` between them; `rule` and `head-rule` colours. The looks are those of
    three empty `<x-look>` inside, in the order head, body, note.
    """

    def start(self, c: Any) -> None:
        """Collect the totals."""
        self._story = c.swapStory()
        self._outer, c.meta["looks"] = c.meta.get("looks"), []

    def end(self, c: Any) -> None:
        """Put the lines with their totals into the story."""
        tail, looks = c.swapStory(self._story), c.meta["looks"]
        rules = [toColor(self.node.getAttribute(name)) for name in ("rule", "head-rule")]
        items = [
            Item(line.description, line.period, (line.quantity, line.unit_price, line.tax, line.amount))
            for line in c.meta["lines"]
        ]
        heads = self.node.getAttribute("heads").split("|")
        c.addStory(LineItems(heads, items, Looks(*looks, *rules), tail, rtl=c.meta["rtl"]))


class LookTag(pisaTag):  # type: ignore[misc]
    """`<x-look>`: tells the lines around it how they are set."""

    def start(self, c: Any) -> None:
        """Note the look in force."""
        c.meta["looks"].append(read_look(c))


class PageLabelTag(pisaTag):  # type: ignore[misc]
    """`<x-page-label>`, in a footer: where the label stands."""

    def start(self, c: Any) -> None:
        """Add the place, in the look around it."""
        c.addStory(PageLabel(read_look(c)))


class PageLabelsTag(pisaTag):  # type: ignore[misc]
    """`<x-page-labels>`, at the end of the document: its text is the label, with `{page}` and `{pages}`."""

    def start(self, c: Any) -> None:
        """Add the labels to the story."""
        c.addStory(PageLabels(_take_text(self.node), read_look(c)))


TAGS = {
    "X-TEXT": TextTag,
    "X-STAMP": StampTag,
    "X-COLUMNS": ColumnsTag,
    "X-COLUMN": ColumnTag,
    "X-LOGO": LogoTag,
    "X-LINE-ITEMS": LineItemsTag,
    "X-LOOK": LookTag,
    "X-PAGE-LABEL": PageLabelTag,
    "X-PAGE-LABELS": PageLabelsTag,
}


def register_tags() -> None:
    """Make xhtml2pdf know the tags. It looks a tag's class up in its parser's globals and has no other registry."""
    for name, tag in TAGS.items():
        setattr(registry, f"pisaTag{name}", tag)


def _take_text(node: Any) -> str:
    text = "".join(child.data for child in node.childNodes)
    node.childNodes = []
    return text.strip()


def _number(node: Any, name: str) -> float:
    return float(node.getAttribute(name) or 0)
