"""Expressions of the generated source, and what is known about each."""

from typing import NamedTuple


class Expression(NamedTuple):
    """The text of an expression.

    An atom is found about as quickly as a local variable: it may be written several times. `uses_columns` and
    `uses_row` tell whether it refers to the variables of a row's columns, or to `row` itself.
    """

    text: str
    is_never_null: bool = False
    is_atom: bool = False
    uses_columns: bool = False
    uses_row: bool = False

    def __str__(self) -> str:
        return self.text


NULL = Expression("None", is_atom=True)


def made_of(text: str, *parts: Expression, is_never_null: bool = False) -> Expression:
    """An expression with this text, in which these parts stand."""
    uses_columns = uses_row = False
    for part in parts:
        uses_columns = uses_columns or part.uses_columns
        uses_row = uses_row or part.uses_row
    return Expression(text, is_never_null, False, uses_columns, uses_row)


def call(function: str, *arguments: Expression, is_never_null: bool = False) -> Expression:
    """A call of the function."""
    text = f"{function}({', '.join([argument.text for argument in arguments])})"
    return made_of(text, *arguments, is_never_null=is_never_null)


def unless_null(tested: Expression, value: Expression) -> Expression:
    """The value, or None if `tested` is None."""
    return made_of(f"(None if {tested} is None else {value})", tested, value)


def dictionary(entries: list[tuple[str, Expression]]) -> Expression:
    """A dictionary in one line."""
    text = ", ".join(f"{name!r}: {value}" for name, value in entries)
    return made_of(f"{{{text}}}", *(value for _, value in entries), is_never_null=True)
