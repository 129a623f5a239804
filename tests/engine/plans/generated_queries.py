"""Random queries over the whole language: aliases, merged fields, fragments, directives, defaults."""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type, is_non_null_type

from schema.root import SCHEMA
from tests.engine.generated_documents import Draw, Shape

SIZES = [0, 1, 2, 2, 3, 3, 5, 20, 100]


@dataclass
class QueryDraw(Draw):
    """Draws one query; `cursors` are valid for some lists. It keeps no shapes."""

    cursors: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def query(self) -> str:
        """The text of the document; its variables are in `variables`."""
        selection, _ = self.selection(SCHEMA._schema.type_map["Query"], 1)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return " ".join([f"query Q{declared} {selection}", *self.fragments])

    def by_chance(self, share: float) -> bool:
        return self.random.random() < share

    def selection(self, parent: Any, level: int) -> tuple[str, Shape]:
        text, shape = super().selection(parent, level)
        parts = text[2:-2]
        if self.by_chance(0.15):
            parts = f"...{self.fragment(parent, parts)}{self.directive()}"
        if self.by_chance(0.1):
            parts += f" ... on {self.condition(parent)}{self.directive()} {{ __typename }}"
        return f"{{ {parts} }}", shape

    def fragment(self, parent: Any, parts: str) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {parent.name} {{ {parts} }}")
        return name

    def condition(self, parent: Any) -> str:
        if isinstance(parent, GraphQLInterfaceType):
            return str(self.random.choice(SCHEMA._schema.get_possible_types(parent)).name)
        return str(self.random.choice([parent, *parent.interfaces]).name)

    def one_field(self, parent: GraphQLObjectType, name: str, level: int) -> tuple[str, Any]:
        text, shape = super().one_field(parent, name, level)
        if self.by_chance(0.1):
            text = self.twice(parent, name, text)
        if self.by_chance(0.15):
            self.aliases += 1
            return f"a{self.aliases}: {text}", shape
        return text, shape

    def twice(self, parent: GraphQLObjectType, name: str, text: str) -> str:
        """The field again with another selection, which GraphQL merges."""
        named: Any = get_named_type(parent.fields[name].type)
        head = text.partition("{")[0] if not is_leaf_type(named) else text
        if is_leaf_type(named):
            return text
        plain = [key for key, at in named.fields.items() if is_leaf_type(get_named_type(at.type)) and not at.args]
        chosen = " ".join(self.random.sample(plain, min(len(plain), 2)))
        return f"{head} {{ __typename {chosen} }}{self.directive()} {text}"

    def directive(self) -> str:
        if self.by_chance(0.8):
            return ""
        name = self.random.choice(["skip", "include"])
        if self.by_chance(0.4):
            return f" @{name}(if: {json.dumps(self.by_chance(0.5))})"
        return f" @{name}(if: ${self.variable('Boolean!', self.by_chance(0.5))})"

    def variable(self, declared: str, value: Any, default: str = "") -> str:
        name = f"v{len(self.declared)}"
        self.variables[name] = value
        self.declared.append(f"${name}: {declared}{default}")
        return name

    def argument(self, name: str, of: Any) -> str:
        if name in ("first", "last") and self.by_chance(0.9):
            size = self.random.choice(SIZES)
            if self.by_chance(0.5):
                return f"{name}: {size}"
            variable = self.variable("Int", size, f" = {self.random.choice(SIZES)}" if self.by_chance(0.5) else "")
            if self.by_chance(0.3):
                del self.variables[variable]
            return f"{name}: ${variable}"
        if name in ("after", "before") and self.by_chance(0.9):
            return f"{name}: {json.dumps(self.random.choice(self.cursors))}"
        if name == "locale" and self.by_chance(0.9):
            return f"{name}: {json.dumps(self.random.choice(['de-CH', 'en', 'ja_JP', 'ar', 'hi-IN', None]))}"
        if name == "search" and self.by_chance(0.5):
            return f"{name}: {json.dumps(self.random.choice(['Customer', 'customer 1', 'cus_2', 'CUS_1-0001', ' ']))}"
        return f"{name}: ${self.variable(str(of), self.value(of, name))}"

    def is_given(self, argument: Any) -> bool:
        # Both `first` and `last` are an error, so each is rare.
        return is_non_null_type(argument.type) or self.by_chance(0.2)
