"""All objects of one account, as the platform's API gives them: found by type and id, or by what they refer to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

StripeObject = dict[str, Any]


def id_of(reference: str | StripeObject | None) -> str | None:
    """The id that a reference names, expanded or not."""
    return reference["id"] if isinstance(reference, dict) else reference


@dataclass
class Books:
    objects: list[StripeObject]

    def all(self, type_name: str) -> Iterator[StripeObject]:
        return (each for each in self.objects if each["object"] == type_name)

    def of(self, type_name: str, field: str, owner: StripeObject) -> list[StripeObject]:
        """The objects of a type that name the owner in a field."""
        return [each for each in self.all(type_name) if id_of(each.get(field)) == owner["id"]]

    def find(self, type_name: str, reference: str | StripeObject | None) -> StripeObject | None:
        """What a reference means: the expanded object itself, or the one with that id; None where it is not known."""
        if isinstance(reference, dict):
            return reference
        return next((each for each in self.all(type_name) if each["id"] == reference), None)

    def find_all(self, type_name: str, references: Iterable[str | StripeObject]) -> list[StripeObject | None]:
        return [self.find(type_name, reference) for reference in references]
