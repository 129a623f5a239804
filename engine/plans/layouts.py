"""Which columns of each table a plan reads, and where each stands in its rows."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlmodel import AutoString, SQLModel

from models.columns import EnumText
from models.scoped import column_names
from storage.decoding import column_decoder


class Layout:
    """One table's row in one plan: the same wherever the plan reads it, so that rows read once serve every place."""

    def __init__(self, model: type[SQLModel]) -> None:
        self.model = model
        self._columns = _columns_of(model)
        self._places = {"id": 0}
        # Whether somebody asks what follows a page of them: if nobody does, pages are lists of rows.
        self.in_pages = False

    @property
    def mark(self) -> str:
        """What stands for `variables` in source that is written before all columns are known."""
        return f"@{self.model.__name__}@"

    @property
    def variables(self) -> str:
        """The target of an assignment that takes a row apart."""
        return f"({''.join(f'{variable_of(name)}, ' for name in self._places)})"

    @property
    def rows_mark(self) -> str:
        """What stands for `rows` before it is known whether somebody asks what follows a page."""
        return f".#{self.model.__name__}#"

    @property
    def rows(self) -> str:
        """How its rows are reached from a page."""
        return ".rows" if self.in_pages else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that are read, in their order."""
        return tuple(self._places)

    def place(self, name: str) -> int:
        """Where the column stands; from now on it is read."""
        return self._places.setdefault(name, len(self._places))

    def decoder(self, name: str) -> Callable[[Any], Any] | None:
        """What turns the stored value, of either database, into the model's; None where they are the same."""
        kind = self._columns[name].type
        if isinstance(kind, EnumText):
            return kind.members.__getitem__
        return column_decoder(kind)

    def is_text(self, name: str) -> bool:
        """Whether the column holds plain text."""
        # SQLModel's own type of text doesn't say that it is one.
        kind = self._columns[name].type
        return self.decoder(name) is None and (kind.python_type is str or isinstance(kind, AutoString))

    def is_nullable(self, name: str) -> bool:
        """Whether the column may be null."""
        return bool(self._columns[name].nullable)


def variable_of(name: str) -> str:
    """The variable that holds a column; no other that is generated ends like this."""
    return f"{name}_"


@lru_cache(maxsize=64)
def _columns_of(model: type[SQLModel]) -> dict[str, Any]:
    table: Any = model.__table__  # type: ignore[attr-defined]
    return dict(zip(column_names(model), table.c, strict=True))
