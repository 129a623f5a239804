"""The access log of a project, for commands."""

from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from app.admin.projects import find_project
from models.access.customer_read import CustomerRead
from models.billing.erasure import Erasure, hash_of_erased
from models.billing.link_revocation import LinkRevocation
from models.values.naming import fold
from storage.database import Database

Entry = TypeVar("Entry", CustomerRead, LinkRevocation)


class Asked(NamedTuple):
    """Which entries are asked for: of one customer, of one operator by e-mail address, or all; `most` of them."""

    live_mode: bool
    customer_id: str | None
    email: str | None
    most: int


async def list_erasures(database: Database, project: str, asked: Asked) -> list[Erasure]:
    """Who was erased, the latest first; raises ProjectNotFound. One of whom nothing is left is found by the digest."""
    at = col(Erasure.erased_at)
    wanted = select(Erasure).order_by(at.desc(), col(Erasure.customer_hash)).limit(asked.most)
    async with database.sessions() as session:
        found = await find_project(session, project)
        wanted = wanted.where(Erasure.project_id == found.id, Erasure.live_mode == asked.live_mode)
        if asked.customer_id is not None:
            digest = hash_of_erased(found.id, asked.live_mode, asked.customer_id)
            wanted = wanted.where(Erasure.customer_hash == digest)
        if asked.email is not None:
            wanted = wanted.where(Erasure.actor == fold(asked.email.strip()))
        return list(await session.exec(wanted))


async def list_reads(database: Database, project: str, asked: Asked) -> list[CustomerRead]:
    """Who read whom in the project (id or name), the latest first; raises ProjectNotFound."""
    return await _list(database, project, asked, CustomerRead, col(CustomerRead.email))


async def list_revocations(database: Database, project: str, asked: Asked) -> list[LinkRevocation]:
    """Who revoked links to whose papers, likewise."""
    return await _list(database, project, asked, LinkRevocation, col(LinkRevocation.actor))


async def _list(database: Database, project: str, asked: Asked, kind: type[Entry], who: Mapped[str]) -> list[Entry]:
    wanted = select(kind).order_by(col(kind.created_at).desc(), col(kind.id).desc()).limit(asked.most)
    async with database.sessions() as session:
        found = await find_project(session, project)
        wanted = wanted.where(kind.project_id == found.id, kind.live_mode == asked.live_mode)
        if asked.customer_id is not None:
            wanted = wanted.where(kind.customer_id == asked.customer_id)
        if asked.email is not None:
            wanted = wanted.where(who == fold(asked.email.strip()))
        return list(await session.exec(wanted))
