"""Random valid documents over the whole schema, and a check that an answer has the shape that they ask for."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from schema.root import SCHEMA

MAX_LEVELS = 7
IDS = [
    "cus_1",
    "cus_2",
    "pi_1_1",
    "sub_1_1",
    "in_1_1",
    "dp_1_1_1",
    "re_1_1_2",
    "pm_1_1",
    "cn_1_1_1",
    "in_none",
    "inv_1",
    "sub_",
    "x",
    "",
    "cus_\0",
    "cus_1 ",
]
DATES = ["2026-11-22T12:00:00Z", "2027-02-28T23:59:59.999999Z", "2020-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]
SIZES = [None, -1, 0, 1, 2, 2, 3, 3, 20, 100, 101, 2**31 - 1]

# What is asked of an object, by response name: None for a leaf, else the same of what is in it.
Shape = dict[str, Any]


@dataclass
class Draw:
    """Draws one document; strings are taken from `texts`."""

    random: Random
    texts: list[str]
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)

    def document(self) -> tuple[str, Shape]:
        """A query or, less often, a mutation, and its shape."""
        kind, root = self.random.choice([("query", "Query")] * 4 + [("mutation", "Mutation")])
        selection, shape = self.selection(SCHEMA._schema.type_map[root], 1)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return f"{kind} Q{declared} {selection}", shape

    def selection(self, parent: Any, level: int) -> tuple[str, Shape]:
        """A selection set and its shape; of an interface, one of its types is selected."""
        names = [
            name for name, at in parent.fields.items() if level < MAX_LEVELS or is_leaf_type(get_named_type(at.type))
        ]
        chosen = self.random.sample(names, min(len(names), self.random.choice([1, 2, 2, 3, 4, 6])))
        shape: Shape = {"__typename": None}
        parts = ["__typename"]
        for name in chosen:
            text, shape[name] = self.one_field(parent, name, level)
            parts.append(f"... {{ {text} }}" if self.random.random() < 0.1 else text)
        if isinstance(parent, GraphQLInterfaceType):
            parts.append(self.one_type(parent, shape, level))
        return "{ " + " ".join(parts) + " }", shape

    def one_type(self, parent: GraphQLInterfaceType, shape: Shape, level: int) -> str:
        possible = self.random.choice(SCHEMA._schema.get_possible_types(parent))
        text, inside = self.selection(possible, level)
        shape[f"... on {possible.name}"] = inside
        return f"... on {possible.name} {text}"

    def one_field(self, parent: GraphQLObjectType, name: str, level: int) -> tuple[str, Any]:
        at = parent.fields[name]
        given = [self.argument(key, argument.type) for key, argument in at.args.items() if self.is_given(argument)]
        arguments = f"({', '.join(given)})" if given else ""
        named = get_named_type(at.type)
        if is_leaf_type(named):
            return name + arguments, None
        text, shape = self.selection(named, level + 1)
        return f"{name}{arguments} {text}", shape

    def is_given(self, argument: Any) -> bool:
        return is_non_null_type(argument.type) or self.random.random() < 0.4

    def argument(self, name: str, of: Any) -> str:
        value = self.value(of, name)
        if isinstance(get_named_type(of), GraphQLEnumType) and isinstance(value, str) and self.random.random() < 0.5:
            return f"{name}: {value}"
        is_plain = get_named_type(of).name in ("Int", "ID") and (isinstance(value, int) or str(value).isidentifier())
        if is_plain and value is not None and not isinstance(value, list) and self.random.random() < 0.3:
            return f"{name}: {json.dumps(value)}"
        variable = f"v{len(self.variables)}"
        self.variables[variable] = value
        self.declared.append(f"${variable}: {of}")
        return f"{name}: ${variable}"

    def value(self, of: Any, name: str = "") -> Any:
        if not is_non_null_type(of) and self.random.random() < 0.1:
            return None
        bare = get_nullable_type(of)
        if is_list_type(bare):
            return [self.value(bare.of_type) for _ in range(self.random.choice([0, 1, 1, 2, 3]))]
        if isinstance(bare, GraphQLInputObjectType):
            return {key: self.value(at.type, key) for key, at in bare.fields.items() if self.is_given(at)}
        if isinstance(bare, GraphQLEnumType):
            return self.random.choice(list(bare.values))
        return self.scalar(bare.name, of)

    def scalar(self, name: str, of: Any) -> Any:
        match name:
            case "Int":
                return next(size for size in self.random.sample(SIZES, 2) if size is not None)
            case "Boolean":
                return self.random.random() < 0.5
            case "DateTime":
                return self.random.choice([*DATES, *DATES, self.random.choice(self.texts)])
            case "ID":
                return self.random.choice(IDS * 2 + self.texts)
            case _:
                return self.random.choice([*IDS, "Ada", "de-CH", *self.texts])


def has_shape(value: Any, shape: Any) -> bool:
    """Whether a value of an answer has exactly the fields that were asked for; null is right for anything."""
    if value is None:
        return True
    if isinstance(value, list):
        return all(has_shape(item, shape) for item in value)
    if shape is None:
        return True
    if not isinstance(value, dict):
        return False
    wanted = {name: inside for name, inside in shape.items() if not name.startswith("...")}
    wanted |= shape.get(f"... on {value['__typename']}", {})
    return value.keys() == wanted.keys() and all(has_shape(value[name], inside) for name, inside in wanted.items())
