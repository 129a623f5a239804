"""The statements that every contestant on a raw driver shares, as the Python ones read them."""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"
_PARAMETER = re.compile(r":([a-z]+)")


def read_statement(dialect: str, name: str) -> str:
    """With named parameters."""
    return (_FOLDER / dialect / f"{name}.sql").read_text()


def number_parameters(text: str) -> tuple[str, list[str]]:
    """The statement with $1, $2 … as PostgreSQL has them, and the name of each."""
    names = list(dict.fromkeys(_PARAMETER.findall(text)))
    return _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", text), names
