"""A section of a customer's page that has pages of its own and a filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlmodel import SQLModel

from dashboard.page.paging import AFTER, BEFORE, Pages, read_rows
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import Badge
from resolvers.has_many import HasMany
from resolvers.paging.pages import Page

Row = TypeVar("Row")
Model = TypeVar("Model", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """A page of rows. `choices` are the statuses to filter by, `others` the parameters that the filter keeps.

    `export_url` leads to all rows of the status as a file.
    """

    name: str
    rows: list[Row]
    pages: Pages
    status: str
    choices: list[tuple[str, str]]
    others: list[tuple[str, str]]
    export_url: str


def section_parameters(name: str) -> frozenset[str]:
    """The URL parameters of a section: its status and its cursors."""
    return frozenset({name, f"{name}_{AFTER}", f"{name}_{BEFORE}"})


async def read_section_page(
    view: View, query: Query, name: str, relation: HasMany[Model], customer_id: str
) -> tuple[Page[Model], Pages]:
    """The page that the URL asks for, with the links around it; raises BadInput."""
    assert relation.status is not None  # noqa: S101
    status = query.choice(name, relation.status)
    return await read_rows(view.context, query, name, relation, customer_id, None if status is None else (status,))


def make_section(query: Query, name: str, rows: list[Row], pages: Pages, badges: Mapping[Any, Badge]) -> Section[Row]:
    """The section with what its filter needs."""
    return Section(
        name=name,
        rows=rows,
        pages=pages,
        status=query.get(name),
        choices=[(_value_of(status), badge.text) for status, badge in badges.items()],
        others=other_parameters(query, name),
        export_url=Query(f"{query.path}/{name}.csv", {name: query.get(name)}).link(),
    )


def other_parameters(query: Query, name: str) -> list[tuple[str, str]]:
    """The parameters that are not the section's."""
    own = section_parameters(name)
    return [(other, value) for other, value in query.values.items() if other not in own]


def _value_of(status: StrEnum) -> str:
    return status.value
