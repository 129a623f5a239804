"""A table of hundreds of rows that breaks across pages without being measured anew for each of them."""

from typing import Any

from reportlab.platypus.tables import LongTable, TableStyle  # type: ignore[import-untyped]
from xhtml2pdf.tables import pisaTagTABLE  # type: ignore[import-untyped]
from xhtml2pdf.xhtml2pdf_reportlab import PmlKeepInFrame  # type: ignore[import-untyped]


class LongTableTag(pisaTagTABLE):  # type: ignore[misc]
    """`<table>`; one with the attribute `long` becomes ReportLab's LongTable.

    xhtml2pdf wraps each cell in a frame that copies and measures its content again and again: 500 rows
    take seconds. The cells are still xhtml2pdf's, so the stylesheet holds. Rows have no spans, and the
    column without a width takes what the others leave.
    """

    def end(self, c: Any) -> None:
        """Put the table into the story, and give the table around it its place back, as xhtml2pdf does."""
        if not self.node.hasAttribute("long"):
            super().end(c)
            return
        table = c.tableData
        c.addStory(_make_table(table))
        c.clearFrag()
        c.tableData = self.tableData


def _make_table(table: Any) -> LongTable:
    return LongTable(
        [[_unwrap(cell) for cell in row] for row in table.data],
        colWidths=["*" if width is None else width for width in table.colw],
        repeatRows=table.repeat,
        style=TableStyle(table.styles),
        # A description taller than a page is continued on the next, where LayoutError would be raised.
        splitInRow=1,
    )


def _unwrap(cell: Any) -> Any:
    return list(cell._content) if isinstance(cell, PmlKeepInFrame) else cell
