"""An issued invoice keeps its seller as it stood, whatever becomes of the project."""

from sqlalchemy import update

from models.tables import METADATA
from storage.database import Database
from tests.intake.stripe_objects import make_customer, make_invoice


async def set_project(database: Database, **values: object) -> None:
    project = METADATA.tables["project"]
    async with database.engine.begin() as connection:
        await connection.execute(update(project).where(project.c.id == "prj_1").values(**values))


async def test_a_draft_has_no_seller_and_an_issued_invoice_keeps_the_one_it_had(take, read_table, database) -> None:
    await take(make_customer(), make_invoice(status="draft"))
    [draft] = await read_table("invoice", "seller")
    await set_project(database, address={"city": "York"}, tax_id="GB1")

    await take(make_customer(), make_invoice(status="open"), as_of=1)
    [issued] = await read_table("invoice", "seller")
    await set_project(database, name="Renamed", address={"city": "Leeds"}, tax_id=None)
    await take(make_customer(), make_invoice(status="paid"), as_of=2)
    [paid] = await read_table("invoice", "status", "seller")

    assert draft["seller"] is None
    assert issued["seller"] == {
        "name": "Northwind",
        "address": {"city": "York"},
        "email": None,
        "phone": None,
        "tax_id": "GB1",
        "tax_ids": None,
        "footer": None,
        "time_zone": "UTC",
        "payment_instructions": None,
    }
    assert paid["status"] == "PAID"
    assert paid["seller"] == issued["seller"]


async def test_an_invoice_of_another_project_is_left_alone(take, read_table) -> None:
    await take(make_customer(), make_invoice(status="open"), project_id="prj_2")
    await take(make_customer(), make_invoice(status="open"))

    [theirs] = await read_table("invoice", "seller", project_id="prj_2")

    assert theirs["seller"]["name"] == "Southwind"
