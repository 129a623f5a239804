"""From the tree to the read plan."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from engine.plans.contents import ConnectionCounts, ConnectionMatches, ConnectionPages, Contents
from engine.plans.nodes.connections import ConnectionNode
from engine.plans.nodes.lookups import Candidate, Lookup, PointedTo, ToOneNode
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode, Rows
from engine.plans.nodes.values import Computed, ComputedValue, LocalisedText
from engine.plans.reads.batches import plan_batch
from engine.plans.reads.keys import ArgumentIds, Keys, OneKey, PointedIds, RowOwner, RowValue
from engine.plans.reads.read_plan import MadeRows, Read, ReadLevel, ReadPlan
from engine.plans.reads.values import ValueMaker
from resolvers.belongs_to import BelongsTo
from resolvers.customers.customers import WHOLE_LIST

Path = tuple[str, ...]


def plan_reads(root: ObjectNode, contents: Contents) -> ReadPlan:
    """What is read for the tree."""
    batches = tuple(plan_batch(batch, contents) for batch in contents.batches)
    planner = LevelPlanner(contents, {})
    planner.add_object(root, ())
    return ReadPlan(batches, planner.level("the query"))


def _leads_on(node: ObjectNode) -> bool:
    """Whether an object that a function makes has edges to rows."""
    return any(isinstance(field, ToOneNode | PointedTo | ConnectionNode) for _, field in node.selections)


class LevelPlanner:
    """Plans the reads of one level."""

    def __init__(self, contents: Contents, known: dict[Any, ReadLevel | None]) -> None:
        self._contents = contents
        # The levels of all objects that were planned.
        self._known = known
        # A dictionary, because what several fields need is read once.
        self._reads: dict[Read, None] = {}
        self._made: list[MadeRows] = []

    @property
    def reads(self) -> tuple[Read, ...]:
        """All reads that were added."""
        return tuple(self._reads)

    @property
    def needs_owners(self) -> bool:
        """Whether this level, or one that inherits from it, reads something of the customers of its rows."""
        return any(isinstance(read.keys, RowOwner) for read in self._reads) or any(
            level.inherits_owner for level in self.level("").next_levels
        )

    def level(self, title: str, **owner: Any) -> ReadLevel:
        """The level as it is planned so far."""
        return ReadLevel(title, self.reads, made=tuple(self._made), **owner)

    def add_object(self, node: ObjectNode, path: Path) -> None:
        """Adds what is read for an object that is written from this level's rows."""
        for name, field in node.selections:
            self._add_field(field, (*path, name))

    def _add_field(self, node: FieldNode, path: Path) -> None:
        match node:
            case ToOneNode():
                feeds = self._level(path, node.node.rows, node.objects)
                self._add(node.relation, self._value(node.key), feeds)
            case Lookup():
                self._add_candidates(path, node.candidates, lambda relation: self._argument_ids(node, relation))
            case PointedTo():
                self._add_candidates(path, node.candidates, lambda relation: self._pointed_ids(node, relation))
            case ConnectionNode():
                self._add_connection(path, node)
            case _:
                self._add_value(node, path)

    def _add_value(self, node: FieldNode, path: Path) -> None:
        if isinstance(node, ComputedValue) and node.source.key is not None:
            for batch in node.source.batches:
                self._add(batch, self._value(node.source.key), unless_stored=node.source.stored is not None)
            if any(map(_leads_on, node.objects)):
                self._add_made(node.source, node.source.key, node.objects, path)
                return
        if isinstance(node, LocalisedText):
            binding = None if node.binding is None else self._contents.number_of_binding(node.binding)
            self._add(node.relation, RowOwner(), unless=binding)
        for inner in node.objects:
            self.add_object(inner, path)

    def _add_made(self, source: Computed, key: Column, objects: Iterable[ObjectNode], path: Path) -> None:
        feeds = self._level(path, Rows(), objects)
        if feeds is not None:
            self._made.append(MadeRows(ValueMaker.of(source, key, self._contents), feeds))

    def _add_connection(self, path: Path, node: ConnectionNode) -> None:
        keys: Keys = OneKey(WHOLE_LIST) if node.key is None else self._value(node.key)
        if node.is_read:
            matches = node if node.has_matches else None
            self._add(ConnectionPages(node), keys, self._level(path, node.rows, node.objects, matches))
        if node.is_counted:
            self._add(ConnectionCounts(node), keys)

    def _add_candidates(
        self, path: Path, candidates: Iterable[Candidate], keys_of: Callable[[BelongsTo[Any]], Keys]
    ) -> None:
        for relation, node in candidates:
            self._add(relation, keys_of(relation), self._level(path, node.rows, [node]))

    def _add(self, batch: object, keys: Keys, feeds: ReadLevel | None = None, **unless: Any) -> None:
        self._reads[Read(self._contents.number_of(batch), keys, feeds, **unless)] = None

    def _level(
        self, path: Path, rows: Rows, objects: Iterable[ObjectNode], matches: ConnectionNode | None = None
    ) -> ReadLevel | None:
        """The level of rows at the path, for which `matches` says why they were found; None where nothing is read.

        It serves all paths at which the same objects are asked for.
        """
        key = (rows, tuple(objects), matches)
        if key not in self._known:
            self._known[key] = self._make_level(path, *key)
        return self._known[key]

    def _make_level(
        self, path: Path, rows: Rows, objects: Iterable[ObjectNode], matches: ConnectionNode | None
    ) -> ReadLevel | None:
        planner = LevelPlanner(self._contents, self._known)
        if matches is not None:
            planner._add(ConnectionMatches(matches), self._value(matches.row_id))
        for node in objects:
            planner.add_object(node, path)
        if not planner.reads:
            return None
        title = f"the rows of {'.'.join(path)}"
        if not planner.needs_owners:
            return planner.level(title)
        if rows.owner is None:
            return planner.level(title, inherits_owner=True)
        position = self._contents.position(Column(rows.owner, rows.model))
        return planner.level(title, owner_of=itemgetter(position))

    def _value(self, column: Column) -> RowValue:
        return RowValue.at(column, self._contents)

    def _argument_ids(self, node: Lookup, relation: BelongsTo[Any]) -> ArgumentIds:
        return ArgumentIds(self._contents.number_of_binding(node.binding), node.pick, relation)

    def _pointed_ids(self, node: PointedTo, relation: BelongsTo[Any]) -> PointedIds:
        return PointedIds(self._value(node.relation), self._value(node.key), relation)
