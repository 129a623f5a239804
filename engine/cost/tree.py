"""The cost of an operation as a tree: compiled once, and counted for the variables of each request."""

from dataclasses import dataclass

from engine.cost.page_sizes import Size, Variables


@dataclass(frozen=True, slots=True)
class Pages:
    """The nodes of one field, and the cost of what is selected of each."""

    size: Size
    inside: "Cost"

    @property
    def varies(self) -> bool:
        """Whether the number depends on variables."""
        return self.size.varies or self.inside.varies

    def of(self, variables: Variables) -> int:
        """The number of nodes with these variables."""
        return self.size.of(variables) * (1 + self.inside.of(variables))


@dataclass(frozen=True, slots=True)
class Highest:
    """An object whose type is known only when it is read: its most expensive type counts."""

    options: tuple["Cost", ...]

    @property
    def varies(self) -> bool:
        """Whether the number depends on variables."""
        return any(option.varies for option in self.options)

    def of(self, variables: Variables) -> int:
        """The number of nodes with these variables."""
        return max(option.of(variables) for option in self.options)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a selection set: `fixed` nodes, and `parts` whose nodes depend on variables."""

    fixed: int = 0
    parts: tuple["Pages | Highest | Cost", ...] = ()

    @classmethod
    def total(cls, parts: list["Pages | Highest | Cost"]) -> "Cost":
        """The sum of several costs."""
        varied = tuple(part for part in parts if part.varies)
        return cls(sum(part.of({}) for part in parts if not part.varies), varied)

    @property
    def varies(self) -> bool:
        """Whether the number depends on variables."""
        return bool(self.parts)

    def of(self, variables: Variables) -> int:
        """The number of nodes with these variables."""
        total = self.fixed
        for part in self.parts:
            total += part.of(variables)
        return total


FREE = Cost()
