"""Draws lines of text with PDF operators, so that copying and searching find the original text."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from pdf.text.embedding import EmbeddedFont, EmbeddedFonts
from pdf.text.lines import Line
from pdf.text.shaping import Run, pack, place


def draw_line(canvas: Canvas, line: Line, x: float, y: float, size: float, colour: Any) -> None:
    """Draws a line from `x` with its baseline at `y`, in points. The canvas keeps the colour."""
    if canvas._fillColorObj is not colour:
        canvas.setFillColor(colour)
    stroke = max((run.cut.stroke for run in line.runs), default=0.0)
    if stroke:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(stroke * size)
    fonts = EmbeddedFonts.of(canvas._doc)
    code = [f"BT {x:.2f} {y:.2f} Td"]
    for cut, runs in groupby(line.runs, lambda run: run.cut):
        font = fonts.use(cut)
        code.append(f"/{font.name} {size:g} Tf{' 2 Tr' if cut.stroke else ''}")
        code += [_show(run, font, size) for run in runs]
        code += ["0 Tr"] if cut.stroke else []
    canvas._code.append(" ".join([*code, "ET"]))


def _show(run: Run, font: EmbeddedFont, size: float) -> str:
    if font.codes.explain(run):
        return run.plain
    # The first use of a glyph determines its text in the file.
    shown = font.shown.get((run, size))
    if shown is None:
        shown = font.shown[run, size] = " ".join(_pack(_tokens(run, font, size)))
    return shown


def _tokens(run: Run, font: EmbeddedFont, size: float) -> Iterator[str]:
    """Elements of TJ arrays, and the operators between them."""
    for cluster in run.clusters:
        glyphs, has_text = font.codes.encode(cluster)
        # Each Chinese character has one glyph. If not, its font can't get composites.
        if not has_text:
            yield f"/Span<</ActualText<{_utf16(cluster.text.join(cluster.marks))}>>>BDC"
        for glyph in glyphs:
            if glyph.dy:
                yield f"{glyph.dy * size:.2f} Ts"
            yield place(glyph, font.codes.width(glyph.id))
            if glyph.dy:
                yield "0 Ts"
        if not has_text:
            yield "EMC"


def _pack(tokens: Iterator[str]) -> Iterator[str]:
    for is_operator, group in groupby(tokens, lambda token: token[-1].isalpha()):
        if is_operator:
            yield from group
        else:
            yield pack(group)


def _utf16(text: str) -> str:
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()
