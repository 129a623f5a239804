"""Generated source: functions, and the values they refer to by name."""

from typing import Any

from engine.plans.emitter.expressions import Expression


class Script:
    """Collects functions, and the values that they use by name.

    Nothing from the query enters the source except response names and numbers, as literals; everything else is
    bound to a name.
    """

    def __init__(self) -> None:
        self._functions: list[str] = []
        self._name_by_code: dict[tuple[str, str], str] = {}
        self._values: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    @property
    def source(self) -> str:
        """The source of all functions."""
        return "\n\n".join(self._functions)

    def bind(self, value: Any, hint: str | None = None) -> str:
        """The name under which the functions find a value: the hint, or else the value's own name, if it is free."""
        name = self._names.get(id(value))
        if name is None:
            wanted: str = hint or getattr(value, "__name__", "value").lstrip("_")
            name = self._names[id(value)] = self._free(wanted if wanted.isidentifier() else "value")
            self._values[name] = value
        return name

    def add(self, hint: str, parameters: str, lines: list[str], result: Expression) -> str:
        """Adds a function that runs the lines and returns the result, if there is none that does the same; its name.

        Objects that are asked for in several places are often asked for the same, and to compile the source takes as
        long as everything before it.
        """
        body = "\n".join(f"    {line}" for line in [*lines, f"return {result}"])
        known = self._name_by_code.get((parameters, body))
        if known is not None:
            return known
        name = self._name_by_code[parameters, body] = self._free(hint)
        self._values[name] = None
        self._functions.append(f"def {name}({parameters}):\n{body}\n")
        return name

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
