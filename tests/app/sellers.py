"""Who asks in tests of access: keys of two projects and both modes, and the tokens of customers."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sqlmodel import SQLModel, select

from models.access.api_key import NewApiKey, new_api_key
from models.access.customer_read import CustomerRead
from models.access.viewer import Role
from models.tables import TABLES
from models.values.instant import SECOND, Instant
from resolvers.signing.customer_tokens import CustomerTokens, TokenSubject
from storage.database import Database
from tests.factories import NOW, make_money_around, make_one_of_each, make_payment, make_project, save

Bearer = dict[str, str]


class Sellers(NamedTuple):
    """Two projects and both modes with the same ids: a customer each with one of everything, and in one a second."""

    operator: NewApiKey
    viewer: NewApiKey
    admin: NewApiKey
    other_mode: NewApiKey
    other_project: NewApiKey


async def add_sellers(database: Database, add_key: Callable[..., Awaitable[NewApiKey]]) -> Sellers:
    """Stores them all beside the project that `add_key` makes keys of."""
    other = make_project(id="prj_2", name="Another")
    await save(database, other, *_make_one_of_all(1), *_make_one_of_all(2), make_payment(None))
    for where in ({"live_mode": False}, {"project_id": "prj_2"}):
        await save(database, *_make_one_of_all(3, **where))
    others = new_api_key("prj_2", live_mode=True, role=Role.OPERATOR, name="Another", now=NOW)
    await save(database, others.row)
    return Sellers(
        operator=await add_key(role=Role.OPERATOR, name="Back office"),
        viewer=await add_key(),
        admin=await add_key(role=Role.ADMIN, name="Head office"),
        other_mode=await add_key(role=Role.OPERATOR, live_mode=False),
        other_project=others,
    )


def _make_one_of_all(number: int, **where: Any) -> list[SQLModel]:
    rows: list[Any] = make_one_of_each(number, **where)
    customer, *_, invoice, _, payment = rows
    return [*rows, *make_money_around(customer, invoice, payment)]


def bearer(secret: str) -> Bearer:
    return {"Authorization": f"Bearer {secret}"}


def token_for(tokens: CustomerTokens, key_id: str, now: int = NOW, **changed: Any) -> str:
    subject = TokenSubject("prj_1", True, "cus_1", key_id)._replace(**changed)
    return tokens.issue(subject, Instant(now + SECOND))


async def content_of(database: Database) -> dict[str, list[str]]:
    """All that is stored, except what is written after reads: when keys were last used, and the access log."""
    async with database.sessions() as session:
        return {
            table.__name__: sorted(
                repr({**row.model_dump(), "last_used_at": None}) for row in await session.exec(select(table))
            )
            for table in TABLES
            if table is not CustomerRead
        }
