"""The batches of a read plan, each with the columns that the whole tree asks for."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from engine.plans.arguments.bound import Bound
from engine.plans.contents import ConnectionCounts, ConnectionMatches, ConnectionPages, Contents
from engine.plans.nodes.values import FIGURES
from engine.plans.reads.read_plan import Holds, PlannedBatch
from resolvers.belongs_to import BelongsTo

_CAPITAL = re.compile("(?<!^)(?=[A-Z])")


def plan_batch(batch: Any, contents: Contents) -> PlannedBatch:
    """One batch of a tree's contents."""
    match batch:
        case ConnectionPages():
            return _plan_page(batch, contents)
        case ConnectionCounts():
            number = contents.number_of_binding(batch.node.binding)
            return PlannedBatch(f"the number of {_rows_of_list(batch, 'rows in ')}", partial(_count_of, number))
        case ConnectionMatches():
            number = contents.number_of_binding(batch.node.binding)
            return PlannedBatch(f"why a search found {_rows_of_list(batch)}", partial(_matches_of, number))
        case BelongsTo():
            rows = PlannedBatch(f"{batch.model.__name__} rows", lambda _: batch, columns=contents.columns(batch.model))
            return replace(rows, figures_at=_find_figures(batch.model, contents))
    return PlannedBatch(_CAPITAL.sub(" ", type(batch).__name__).lower(), lambda _: batch)


def _plan_page(batch: ConnectionPages, contents: Contents) -> PlannedBatch:
    node = batch.node
    number = contents.number_of_binding(node.binding)
    title = f"a page of {_rows_of_list(batch)}"
    if node.rows.model is None:
        return PlannedBatch(title, partial(_page_of, number), Holds.PAGE)
    columns = contents.columns(node.rows.model)
    known_as = None if node.known_as is None else contents.find_number(node.known_as)
    holds = Holds.PAGE if contents.has_pages(node) else Holds.ROWS
    figures_at = _find_figures(node.rows.model, contents)
    return PlannedBatch(title, partial(_page_of, number), holds, columns, known_as, figures_at)


def _find_figures(model: type[Any], contents: Contents) -> int | None:
    return contents.find_position(FIGURES) if model is FIGURES.model else None


def _rows_of_list(batch: ConnectionPages | ConnectionCounts | ConnectionMatches, within: str = "") -> str:
    kind = batch.node.kind.__name__
    return f"{within}the {kind} list" if batch.node.key is None else f"{kind} rows"


def _page_of(number: int, bound: Bound) -> Any:
    return bound[number].page


def _count_of(number: int, bound: Bound) -> Any:
    return bound[number].count


def _matches_of(number: int, bound: Bound) -> Any:
    return bound[number].matches
