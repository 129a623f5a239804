"""LibreOffice as a reader of CSV files: what a person sees who opens one with some separator."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc (libreoffice-calc) is not installed")

_NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


class Cell(NamedTuple):
    """A text, or a number, and whether it is computed."""

    value: str | float
    is_formula: bool


def open_csv(path: Path, separator: str) -> list[list[Cell]]:
    """The rows of the file when cells end at this separator; formulas are evaluated, as a careless reader may wish."""
    assert SOFFICE is not None
    options = f"{ord(separator)},34,76,1,,0,false,true,false,false,false,0,true"
    out = path.parent / f"read_{ord(separator)}"
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
            "--convert-to",
            "fods",
            f"--infilter=Text - txt - csv (StarCalc):{options}",
            "--outdir",
            str(out),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    sheet = etree.parse(out / f"{path.stem}.fods").find(".//table:table", _NAMES)
    assert sheet is not None
    rows = [list(_cells(row)) for row in sheet.iterfind(".//table:table-row", _NAMES)]
    return [row for row in rows if row]


def _cells(row: etree._Element) -> Iterator[Cell]:
    cells = []
    for cell in row.iterfind("table:table-cell", _NAMES):
        times = int(cell.get(f"{{{_NAMES['table']}}}number-columns-repeated", "1"))
        cells += [_cell(cell)] * min(times, 100)
    while cells and cells[-1] == Cell("", False):
        cells.pop()
    yield from cells


def _cell(cell: etree._Element) -> Cell:
    is_formula = cell.get(f"{{{_NAMES['table']}}}formula") is not None
    if cell.get(f"{{{_NAMES['office']}}}value-type") == "float":
        return Cell(float(cell.get(f"{{{_NAMES['office']}}}value", "nan")), is_formula)
    return Cell("\n".join(map(_text, cell.iterfind("text:p", _NAMES))), is_formula)


def _text(paragraph: etree._Element) -> str:
    parts = [paragraph.text or ""]
    for part in paragraph:
        spaces = int(part.get(f"{{{_NAMES['text']}}}c", "1"))
        parts += ["\t" if part.tag.endswith("}tab") else " " * spaces, part.tail or ""]
    return "".join(parts)
