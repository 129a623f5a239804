"""Generated source: functions in the making, and the values they refer to by name."""

from collections.abc import Mapping
from typing import Any


class Script:
    """Source is made of our own names, numbers and the response names of the request, as literals that need no escape.

    Everything else is a value bound to a name.
    """

    def __init__(self) -> None:
        self._functions: list[str] = []
        self._values: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    @property
    def source(self) -> str:
        """The text, fit to be read."""
        return "\n\n".join(self._functions)

    def bind(self, value: Any, hint: str) -> str:
        """The name under which the functions find a value."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = self._free(hint if hint.isidentifier() else "value")
            self._values[name] = value
        return name

    def add(self, hint: str, parameters: str, lines: list[str], result: str) -> str:
        """Adds a function that runs the lines and returns the result; gives its name."""
        name = self._free(hint)
        self._values[name] = None
        body = "\n".join(f"    {line}" for line in [*lines, f"return {result}"])
        self._functions.append(f"def {name}({parameters}):\n{body}\n")
        return name

    def fill(self, marks: Mapping[str, str]) -> None:
        """Puts each text where its mark stands."""
        for mark, text in marks.items():
            self._functions = [function.replace(mark, text) for function in self._functions]

    def load(self, name: str) -> Any:
        """The function of that name, compiled with all the others."""
        values = dict(self._values)
        exec(compile(self.source, "<plan>", "exec"), values)  # noqa: S102
        return values[name]

    def _free(self, hint: str) -> str:
        name, number = hint, 1
        while name in self._values:
            number += 1
            name = f"{hint}_{number}"
        return name
