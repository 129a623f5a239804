"""A second factor, which must be read back whatever becomes of the secrets."""

from app.admin.operators import create_operator
from app.secrets.sealing import BadSeal, Sealing
from app.sessions.second_factors import PURPOSE
from benchmarks.soak.secrets import NEW, OLD
from models.access.operator import generate_password
from models.access.second_factor import SecondFactor
from models.access.viewer import Role
from models.values.instant import system_clock
from storage.database import Database

SEED = "the seed of an app"


async def store_second_factor(database: Database, project_id: str) -> str:
    """Stores an operator whose second factor is encrypted under OLD; their id."""
    operator = await create_operator(
        database, "ada@post.example", project_id, role=Role.VIEWER, password=generate_password(), now=system_clock()
    )
    async with database.sessions.begin() as session:
        session.add(SecondFactor(operator_id=operator.id, sealed_seed=Sealing(OLD, PURPOSE).seal(SEED)))
    return operator.id


async def is_read_by_new(database: Database, operator_id: str) -> bool:
    """Whether the seed is what NEW alone reads."""
    async with database.sessions() as session:
        factor = await session.get_one(SecondFactor, operator_id)
    try:
        return Sealing(NEW, PURPOSE).open(factor.sealed_seed) == SEED
    except BadSeal:
        return False
