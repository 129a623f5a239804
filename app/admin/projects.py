"""Creates, finds, lists and describes projects."""

from typing import TypeVar

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.admin.project_details import ProjectDetails
from app.admin.sellers import describe_earlier_invoices
from app.user_error import UserError
from models.access.api_key import ApiKey
from models.access.operator import Operator
from models.access.project import Project, is_described
from models.values.ids import mint_id
from models.values.instant import Instant
from storage.database import Database

MAX_NAME = 200
OfProject = TypeVar("OfProject", ApiKey, Operator)


class ProjectNotFound(UserError):
    """No project has this id or name."""


class ProjectExists(UserError):
    """Another project has this name."""


async def create_project(database: Database, name: str, now: Instant) -> Project:
    """A new project; raises ProjectExists, or UserError for an empty or endless name."""
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME:
        raise UserError(f"A project's name must have 1 to {MAX_NAME} characters.")
    async with database.sessions.begin() as session:
        await _refuse_taken_name(session, name)
        project = Project(id=mint_id("prj", now), name=name, created_at=now)
        session.add(project)
    return project


async def find_project(session: AsyncSession, id_or_name: str) -> Project:
    """The project of this id, else of this name; raises ProjectNotFound."""
    project = await session.get(Project, id_or_name) or await _find_by_name(session, id_or_name)
    if project is None:
        raise ProjectNotFound(f"There is no project {id_or_name!r}: `project list` shows them all.")
    return project


async def get_project(database: Database, id_or_name: str) -> Project:
    """As `find_project`, in a session of its own."""
    async with database.sessions() as session:
        return await find_project(session, id_or_name)


async def list_of_project(database: Database, kind: type[OfProject], project: str | None) -> list[OfProject]:
    """All of this kind that one project has, or that all have, oldest first; raises ProjectNotFound."""
    wanted = select(kind).order_by(col(kind.created_at), col(kind.id))
    async with database.sessions() as session:
        if project is not None:
            wanted = wanted.where(kind.project_id == (await find_project(session, project)).id)
        return list(await session.exec(wanted))


async def list_projects(database: Database) -> list[Project]:
    """All projects, oldest first."""
    async with database.sessions() as session:
        return list(await session.exec(select(Project).order_by(col(Project.created_at), col(Project.id))))


async def update_project(database: Database, id_or_name: str, details: ProjectDetails) -> Project:
    """Writes the given details; raises ProjectNotFound, or ProjectExists for a name that is taken."""
    async with database.sessions.begin() as session:
        project = await find_project(session, id_or_name)
        changes = details.changes()
        if changes.get("name", project.name) != project.name:
            await _refuse_taken_name(session, changes["name"])
        was_described = is_described(project.as_seller())
        project.sqlmodel_update(changes)
        session.add(project)
        if not was_described and is_described(project.as_seller()):
            await describe_earlier_invoices(session, project)
    return project


async def _refuse_taken_name(session: AsyncSession, name: str) -> None:
    if await _find_by_name(session, name) is not None:
        raise ProjectExists(f"A project named {name!r} already exists.")


async def _find_by_name(session: AsyncSession, name: str) -> Project | None:
    return (await session.exec(select(Project).where(col(Project.name) == name))).one_or_none()
