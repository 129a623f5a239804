"""Whether the process is alive, and whether it is ready to serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from app.http.app_state import AppState

_HEADERS = {"Cache-Control": "no-store"}


def health_routes() -> list[BaseRoute]:
    """`/healthz` and `/readyz`."""
    return [Route("/healthz", show_alive), Route("/readyz", show_ready)]


async def show_alive(_: Request) -> JSONResponse:
    """200 as long as the event loop runs."""
    return JSONResponse({"status": "alive"}, headers=_HEADERS)


async def show_ready(request: Request[AppState]) -> JSONResponse:
    """200 when the database is there, migrated and still the one that was opened, else 503 and why not."""
    reason = await request.state["readiness"].find_obstacle()
    if reason is None:
        return JSONResponse({"status": "ready"}, headers=_HEADERS)
    return JSONResponse({"status": "unready", "reason": reason}, status_code=503, headers=_HEADERS)
