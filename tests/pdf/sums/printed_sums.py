"""Reads the column of amounts off an invoice's text, as a person with a pencil does."""

import re
from decimal import Decimal
from typing import NamedTuple

_AMOUNT = re.compile(r"([-−]?)(?:[^\d\s.,-]*\s*)?([\d,]+(?:\.\d+)?)")
_TOTALS = re.compile(r"Total \([A-Z]{3}\)|Amount due")
_CELLS = re.compile(r" {2,}")


class PrintedSum(NamedTuple):
    """A label and the amount beside it."""

    label: str
    amount: Decimal


def read_column(text: str) -> tuple[list[Decimal], list[PrintedSum]]:
    """The amounts of the lines, and the rows from the subtotal on; the text is laid out as on the page."""
    lines: list[Decimal] = []
    sums: list[PrintedSum] = []
    for row in text.splitlines():
        cells = _CELLS.split(row.strip())
        if len(cells) == 2 and (sums or cells[0] == "Subtotal") and _AMOUNT.fullmatch(cells[1]):
            sums.append(PrintedSum(cells[0], read_amount(cells[1])))
        elif len(cells) >= 3 and cells[0] == "Item":
            lines.append(read_amount(cells[-1]))
        if sums and sums[-1].label == "Amount due":
            break
    return lines, sums


def read_amount(text: str) -> Decimal:
    """Of English text, where the sign stands before the currency; ValueError for any other."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    value = Decimal(found[2].replace(",", ""))
    return -value if found[1] else value


def find_wrong_sum(lines: list[Decimal], sums: list[PrintedSum]) -> str | None:
    """The first row that is not what the rows above it come to; None where the paper adds up."""
    if sum(lines) != sums[0].amount:
        return f"the lines come to {sum(lines)}, the subtotal says {sums[0].amount}"
    running = Decimal(0)
    for label, amount in sums:
        if _TOTALS.fullmatch(label):
            if amount != running:
                return f"{label} says {amount}, the rows above come to {running}"
        else:
            running += amount
    return None
