"""Child processes of a test: each erases a customer, and kills itself before the statement that it is told."""

import asyncio

from models.access.viewer import Role
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import list_papers
from resolvers.erasure.remaining_rows import RemainingRows
from storage.database import Database
from tests.factories import NOW, make_context
from tests.killing import exit_code_of, kill_before


def erase_until(url: str, fatal: int | None) -> int | None:
    """Erases cus_1 in a process of its own, and all that is left of the customer.

    Its exit code, or the negative number of the signal that ended it; for None nothing does.
    """
    return exit_code_of(_run, url, fatal)


def _run(url: str, fatal: int | None) -> None:
    asyncio.run(_erase(url, fatal))


async def _erase(url: str, fatal: int | None) -> None:
    async with Database(url) as database:
        context = make_context(database, role=Role.ADMIN)
        papers = await list_papers(context, "cus_1")
        kill_before(database, fatal)
        row = await erase_customer(context, "cus_1", papers, 10)
        await RemainingRows(database, context.reads, row, NOW).erase()
