"""Whether the process is alive, and whether it is ready to serve."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from app.migrations import DatabaseUnreachable, find_gap
from app.state import AppState
from storage.database import Database
from storage.dialect import DatabaseReplaced

CHECK_SECONDS = 3
UNREACHABLE = "The database does not answer."

_HEADERS = {"Cache-Control": "no-store"}


def health_routes() -> list[BaseRoute]:
    """`/healthz` and `/readyz`."""
    return [Route("/healthz", show_alive), Route("/readyz", show_ready)]


async def show_alive(_: Request) -> JSONResponse:
    """200 as long as the event loop runs."""
    return JSONResponse({"status": "alive"}, headers=_HEADERS)


async def show_ready(request: Request[AppState]) -> JSONResponse:
    """200 when the database is there, migrated and still the one that was opened, else 503 and why not."""
    reason = await find_obstacle(request.state["database"])
    if reason is None:
        return JSONResponse({"status": "ready"}, headers=_HEADERS)
    return JSONResponse({"status": "unready", "reason": reason}, status_code=503, headers=_HEADERS)


async def find_obstacle(database: Database) -> str | None:
    """Why the service can't work, as a sentence; None if it can."""
    try:
        database.check_file()
        async with asyncio.timeout(CHECK_SECONDS):
            return await find_gap(database)
    except DatabaseReplaced as error:
        return str(error)
    except (DatabaseUnreachable, TimeoutError):
        return UNREACHABLE
