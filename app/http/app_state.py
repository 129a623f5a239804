"""What the lifespan builds and every request reaches as `request.state`."""

from typing import TYPE_CHECKING, TypedDict

from app.access_log.recorder import ReadRecorder
from app.database.readiness import Readiness
from app.large_requests.large_requests import LargeRequests
from app.metrics.measured_renders import MeasuredRenders
from app.rates.admission import Admission
from app.rates.rates import Rates
from app.serving.connections import Connections
from app.sessions.accounts import Accounts
from app.sessions.sign_in import SignIn
from app.settings import Settings
from models.values.instant import Clock
from pdf.store.invoice_pdfs import InvoicePdfs
from storage.database import Database

if TYPE_CHECKING:
    from app.single_sign_on.sign_in import SingleSignOn


class AppState(TypedDict):
    """Use it as `Request[AppState]`: `request.state["database"]` is then typed."""

    settings: Settings
    clock: Clock
    database: Database
    readiness: Readiness
    admission: Admission
    session_admission: Admission
    sign_in: SignIn
    single_sign_on: "SingleSignOn | None"
    accounts: Accounts
    read_recorder: ReadRecorder
    rates: Rates
    connections: Connections
    renders: MeasuredRenders
    large_requests: LargeRequests
    invoice_pdfs: InvoicePdfs
