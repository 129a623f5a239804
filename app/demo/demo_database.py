"""The demonstration's own database and folder of PDFs: it never meets anybody's data or keys."""

from pathlib import Path

from sqlmodel import col, select

from app.demo.seller import DEMO_PROJECT
from app.settings import Settings
from app.user_error import UserError
from models.access.project import Project
from models.billing.customer import Customer
from storage.database import Database

DATABASE = "sqlite+aiosqlite:///var/demo.db"
PDF_STORE = Path("var/demo-pdf")


def use_demo_database(settings: Settings) -> Settings:
    """The settings with the demonstration's own database and PDFs, wherever the environment names none."""
    own = {"database_url": DATABASE, "pdf_store": PDF_STORE}
    return settings.model_copy(update={name: own[name] for name in own.keys() - settings.model_fields_set})


async def refuse_foreign_data(database: Database) -> None:
    """Raises UserError where somebody has customers, and no demonstration has been: its keys would open a door."""
    async with database.sessions() as session:
        is_own = await session.get(Project, DEMO_PROJECT) is not None
        if not is_own and (await session.exec(select(col(Customer.id)).limit(1))).first() is not None:
            raise UserError(
                "CALMONY_DATABASE_URL leads to a database with customers: the demonstration needs one of its own."
            )
