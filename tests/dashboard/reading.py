"""Pages read as people see them: by their headings, rows and links."""

from collections.abc import Iterator
from typing import Any

import httpx
from lxml import html


class Page:
    """An answer of the operator's pages; texts have their runs of white space as one space."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.tree: Any = html.fromstring(answer.text)

    def texts(self, xpath: str) -> list[str]:
        """The text of each element found."""
        return [_text(element) for element in self.tree.xpath(xpath)]

    def text(self, xpath: str) -> str:
        """The text of the one element found."""
        (text,) = self.texts(xpath)
        return text

    def rows(self, section: str) -> list[list[str]]:
        """The cells of a section's first table, a row each, without its head."""
        (rows,) = self.tree.xpath(f"//section[@id='{section}']//table[not(ancestor::details)]/tbody") or [()]
        return [[_text(cell) for cell in row] for row in rows]

    def link(self, words: str, section: str = "") -> str | None:
        """Where the link of these words leads, None where there is no such link."""
        within = f"//section[@id='{section}']" if section else ""
        found = self.tree.xpath(f"{within}//a[normalize-space()='{words}']/@href")
        return str(found[0]) if found else None

    def fields(self, form: str) -> dict[str, str]:
        """What the form found would send as it stands."""
        (element,) = self.tree.xpath(form)
        return dict(_fields(element))


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for name, value in form.form_values():
        yield name, value.removeprefix("\n") if value else ""


def _text(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())
