"""What the lifespan builds and every request reaches as `request.state`."""

from typing import TypedDict

from app.auth import Authenticator
from app.settings import Settings
from models.database import Database
from models.instant import Clock
from pdf.pool import RenderPool


class AppState(TypedDict):
    """Use it as `Request[AppState]`: `request.state["database"]` is then typed."""

    settings: Settings
    clock: Clock
    database: Database
    authenticator: Authenticator
    documents: RenderPool
