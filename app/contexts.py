"""Builds request contexts from the settings."""

from app.logs.failures import log_failure
from app.settings import Settings
from models.access.viewer import Viewer
from models.values.instant import Clock, system_clock
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.reads import RecordReads
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database


def invoice_links(settings: Settings) -> InvoiceLinks:
    """Makes and checks the signed links of invoices, by the settings' secret."""
    return InvoiceLinks(settings.secret_key.get_secret_value(), settings.base_url, settings.pdf_link_days)


def customer_tokens(settings: Settings) -> CustomerTokens:
    """Makes and checks the tokens of customers, by the settings' secret."""
    return CustomerTokens(settings.secret_key.get_secret_value())


def open_context(
    database: Database,
    viewer: Viewer,
    settings: Settings,
    clock: Clock = system_clock,
    record_reads: RecordReads | None = None,
) -> RequestContext:
    """A context at the clock's time, for callers without HTTP."""
    links, tokens = invoice_links(settings), customer_tokens(settings)
    return RequestContext(
        database,
        viewer,
        clock,
        links,
        tokens,
        log_failure,
        describe_einvoice=describe_einvoice,
        record_reads=record_reads,
    )
