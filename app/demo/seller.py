"""The made-up seller of the demonstration."""

from base64 import b64encode
from pathlib import Path

from models.access.project import Project
from models.values.instant import Instant
from storage.database import Database

# An id that is easily typed: `--project demo`.
DEMO_PROJECT = "demo"

_LOGO = Path(__file__).with_name("logo.png")


async def ensure_seller(database: Database, now: Instant) -> None:
    """Adds the seller unless it is there; what somebody changed on it stays."""
    async with database.sessions.begin() as session:
        if await session.get(Project, DEMO_PROJECT) is None:
            session.add(_seller(now))


def _seller(now: Instant) -> Project:
    # A number of Ofcom's range for drama, HMRC's example of a VAT number, a reserved domain.
    return Project(
        id=DEMO_PROJECT,
        name="Harbour & Finch Ltd",
        address={"line1": "12 Quayside Walk", "city": "Bristol", "postal_code": "BS1 4ZZ", "country": "GB"},
        email="billing@harbourfinch.example",
        phone="+44 117 496 0123",
        tax_id="GB 999 9999 73",
        logo=f"data:image/png;base64,{b64encode(_LOGO.read_bytes()).decode()}",
        footer="Harbour & Finch is a made-up company: nothing on this invoice is owed.",
        locale="en_GB",
        time_zone="Europe/London",
        created_at=now,
    )
