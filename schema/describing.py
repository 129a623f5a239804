"""How an enum of the models becomes one of the schema's."""

from enum import StrEnum

import strawberry


def describe(enum: type[StrEnum], description: str, values: dict[StrEnum, str]) -> None:
    """Makes an enum of the models one of the schema's; raises TypeError where a value has no description."""
    missing = ", ".join(value.name for value in enum if value not in values)
    if missing:
        raise TypeError(f"{enum.__name__} has values without a description in the schema: {missing}.")
    strawberry.enum(enum, description=description)
    for definition in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        definition.description = values[enum[definition.name]]
