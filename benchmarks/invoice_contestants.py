"""What makes the same invoice: ours, xhtml2pdf as it comes, WeasyPrint and fpdf2; each runs in a process of its own.

`python -m benchmarks.invoice_contestants NAME` renders as many lines as each line of its input says, and answers with
the seconds of CPU that took.
"""

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

Row = tuple[str, ...]
Renderer = Callable[[list[Row]], object]

NUMBER = "CAL-2026-0042"
SELLER = ("Calmony Ltd", "1 Quay Street", "Dublin 2", "billing@calmony.example", "+353 1 555 0100", "IE1234567FA")
BUYER = ("Nordlicht Möbel GmbH", "Hafenstraße 12", "20457 Hamburg", "Germany", "post@nordlicht.example")
FACTS = (("Number", NUMBER), ("Issued", "1 March 2026"), ("Due", "15 March 2026"))
HEADS = (
    ("description", "Description"),
    ("quantity", "Qty"),
    ("price", "Unit price"),
    ("tax", "VAT"),
    ("amount", "Amount"),
)
SUMS = (
    ("Subtotal", "€348.00"),
    ("VAT 23% on €348.00", "€80.04"),
    ("Total (EUR)", "€428.04"),
    ("Amount paid", "€28.04"),
    ("Amount due", "€400.00"),
)
NOTE = "Thank you for your business."
MODULES = {"ours": "reportlab", "xhtml2pdf": "xhtml2pdf", "fpdf2": "fpdf", "weasyprint": "weasyprint"}


def make_rows(lines: int) -> list[Row]:
    """Lines that are all different, as those of a real invoice are."""
    return [(f"Team plan, seat {n}", str(n % 12 + 1), f"€{n}.50", "23%", f"€{n * 31:,}.00") for n in range(lines)]


def prepare_ours() -> Renderer:
    """Our own document, its labels and its layout included."""
    from pdf.content.invoice_content import ContentLine, InvoiceContent, Party, SumRow, TaxNumber, TaxText
    from pdf.rendering.render import render_invoice

    def render(rows: list[Row]) -> object:
        lines = tuple(ContentLine(text, quantity, price, amount, tax) for text, quantity, price, tax, amount in rows)
        subtotal, tax, total, paid, due = (value for _name, value in SUMS)
        document = InvoiceContent(
            number=NUMBER,
            status="open",
            seller=Party(SELLER[0], SELLER[1:3], SELLER[3], SELLER[4], (TaxNumber(SELLER[5], is_vat=True),)),
            buyer=Party(BUYER[0], BUYER[1:4], BUYER[4]),
            issued=FACTS[1][1],
            due=FACTS[2][1],
            currency="EUR",
            lines=lines,
            sums=(
                SumRow("subtotal", subtotal),
                SumRow("tax", tax, TaxText("VAT", tax, "23%", subtotal)),
                SumRow("total", total),
                SumRow("paid", paid),
                SumRow("due", due),
            ),
            tax_name="VAT",
            total=total,
            amount_due=due,
            notes=(NOTE,),
        )
        return render_invoice(document)

    return render


def prepare_stock() -> Renderer:
    """xhtml2pdf with tables, embedded fonts and page counts of its own."""
    from xhtml2pdf.config.resources import ResourceAccessPolicy  # type: ignore[import-untyped]
    from xhtml2pdf.document import pisaDocument  # type: ignore[import-untyped]

    policy = ResourceAccessPolicy.server(_font("Regular").parent, allow_remote=False)
    return lambda rows: pisaDocument(_html(rows), resource_policy=policy)


def prepare_weasyprint() -> Renderer:
    """WeasyPrint, with the same HTML."""
    from weasyprint import HTML

    return lambda rows: HTML(string=_html(rows)).write_pdf()


def prepare_fpdf2() -> Renderer:
    """fpdf2's tables, with the same fonts."""
    from fpdf import FPDF

    def render(rows: list[Row]) -> object:
        pdf: Any = FPDF()
        pdf.add_font("text", fname=_font("Regular"))
        pdf.add_font("text", style="B", fname=_font("Semibold"))
        pdf.set_font("text", size=9)
        pdf.add_page()
        for text in ("Invoice", *(f"{name} {value}" for name, value in FACTS), *SELLER, *BUYER):
            pdf.cell(text=text, new_x="LMARGIN", new_y="NEXT")
        with pdf.table() as table:
            for row in [[title for _class, title in HEADS], *rows]:
                table.row(row)
        for name, value in SUMS:
            pdf.cell(text=f"{name} {value}", new_x="LMARGIN", new_y="NEXT")
        return pdf.output()

    return render


PREPARE = {"ours": prepare_ours, "xhtml2pdf": prepare_stock, "fpdf2": prepare_fpdf2, "weasyprint": prepare_weasyprint}

_TEMPLATE = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("invoice.html")


def _html(rows: list[Row]) -> str:
    return _TEMPLATE.render(
        number=NUMBER,
        seller=SELLER,
        buyer=BUYER,
        facts=FACTS,
        heads=HEADS,
        rows=rows,
        sums=SUMS,
        note=NOTE,
        regular=_font("Regular"),
        bold=_font("Semibold"),
    )


def _font(weight: str) -> Path:
    package = find_spec("font_source_sans_pro")
    assert package is not None  # noqa: S101 - a dependency
    assert package.submodule_search_locations  # noqa: S101 - a package
    return Path(package.submodule_search_locations[0], "files", f"SourceSansPro-{weight}.ttf")


def main(name: str) -> None:
    """Render until the input ends."""
    render = PREPARE[name]()
    render(make_rows(1))
    for asked in sys.stdin:
        rows = make_rows(int(asked))
        started = time.process_time()
        render(rows)
        print(time.process_time() - started, flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main(sys.argv[1])
