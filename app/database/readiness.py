"""Whether this process can work with its database as it is now."""

import asyncio

from app.database.migrations import DatabaseUnreachable, find_gap
from storage.database import Database
from storage.dialect import DatabaseReplaced

CHECK_SECONDS = 3
UNREACHABLE = "The database does not answer."


class Readiness:
    """What `/readyz` says. A process that began on its own revision goes on when a newer release migrates.

    So an upgrade can replace one process after the other: migrations only add for one release.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_begun = False

    async def find_obstacle(self) -> str | None:
        """Why the service can't work, as a sentence; None if it can."""
        try:
            self._database.check_file()
            async with asyncio.timeout(CHECK_SECONDS):
                gap = await find_gap(self._database, may_be_newer=self._has_begun)
        except DatabaseReplaced as error:
            return str(error)
        except (DatabaseUnreachable, TimeoutError):
            return UNREACHABLE
        self._has_begun |= gap is None
        return gap


async def begin_readiness(database: Database) -> Readiness:
    """Checks at start: a newer release may migrate the database before anybody asks."""
    readiness = Readiness(database)
    await readiness.find_obstacle()
    return readiness
