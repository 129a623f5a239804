"""The objects that an object refers to, by their id or expanded within it."""

from typing import Any

from intake.shapes.fields import Fields
from intake.shapes.translated import NOTED, Reference

OF_ACCOUNT = "names an account, and customer is missing: whose it is is known of customers alone"


def refuse_account(holder: Fields) -> None:
    """Raises Refused for what belongs to an account of the platform's Accounts v2, and names no customer."""
    if holder.has("customer_account") and not holder.has("customer"):
        raise holder.refuse("customer_account", OF_ACCOUNT)


class Neighbours:
    """Collects them while the object is read."""

    def __init__(self, fields: Fields) -> None:
        self.references: list[Reference] = []
        self.expanded: list[tuple[str, Fields]] = []
        self._fields = fields

    def find(self, name: str, kind: str, holder: Fields | None = None, **told: Any) -> str | None:
        """The neighbour's id, if there is one; `told` has fields of it that only the holder has.

        What is expanded without an id is no object of its own.
        """
        holder = holder or self._fields
        if holder.source.get(name) is None:
            return None
        expanded = holder.expanded(name)
        identifier = holder.identifier(name) if expanded is None else expanded.identifier("id")
        if identifier is not None:
            if kind in NOTED:
                self.references.append((kind, identifier, f"{holder.path}{name}"))
            if expanded is not None:
                self.expand(kind, expanded, **told)
        return identifier

    def need(self, name: str, kind: str, holder: Fields | None = None) -> str:
        """The same, refused if there is none."""
        holder = holder or self._fields
        if name == "customer":
            refuse_account(holder)
        identifier = holder.need(holder.reference, name)
        self.find(name, kind, holder)
        return identifier

    def expand(self, kind: str, fields: Fields | None, **told: Any) -> None:
        """Collects an expanded object."""
        if fields is not None:
            named = fields.source.get("object")
            self.expanded.append((named if isinstance(named, str) else kind, fields.complete(told)))

    def list_ids(self, name: str, kind: str, holder: Fields | None = None, **told: Any) -> list[str] | None:
        """The ids of a list of neighbours in their order, each of which may be expanded; None without the list."""
        holder = holder or self._fields
        identifiers = []
        found = holder.elements(name)
        for element in found or []:
            inner = Fields({"one": element}, f"{holder.path}{name}.")
            expanded = inner.expanded("one")
            identifier = inner.identifier("one") if expanded is None else expanded.identifier("id")
            if identifier is not None:
                identifiers.append(identifier)
                self.expand(kind, expanded, **told)
        return None if found is None else identifiers
