"""A translated object: its row, its child rows, and its references."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.shapes.fields import Fields

Row = dict[str, Any]

# The kinds of neighbours whose absence is noted.
NOTED = frozenset({"customer", "subscription", "price", "product", "invoice"})


# The kind and the id of an object that the object names, and in which field. There are so many that a class would tell
# in all that is built.
Reference = Sequence[str]


@dataclass(slots=True)
class Translated:
    """An object as rows of plain JSON values: members by value, decimals as text, times in microseconds.

    `children` are rows by table name, without the parent's key. `expanded` are the objects within that
    count as versions of themselves, by type. `facts` are columns that a version without them does not take back.
    """

    kind: str
    id: str
    row: Row
    children: dict[str, list[Row]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    expanded: list[tuple[str, Fields]] = field(default_factory=list)
    facts: Row = field(default_factory=dict)


class Ignored(Exception):
    """The object is not one that is kept; `label` is the name it is counted under."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label
