"""What one request carries: who asks, when, and how its reads are batched."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field

from models.access.viewer import Viewer
from models.values.instant import Clock, Instant
from resolvers.einvoice_state import DescribeEInvoice
from resolvers.loaders import Loaders
from resolvers.rate_window import RateWindow
from resolvers.reads import Reads, RecordReads
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database

# The signed link to the file of a paper with this id.
MakeLink = Callable[[str], str]


@dataclass(slots=True)
class RequestContext:
    """Built where the request is received; nothing below reads another clock, a setting or a global.

    `now` is the clock's time when the request was received: reads use it. A change reads the clock again when it holds
    its lock. `report` logs an internal error and returns its id, which the answer may show. `record_reads` is called
    with rows that were found by id, for the access log. `cost` is what the operation took of the viewer's points, and
    `cost_window` what is left of them; None without a limit. `made_links` are functions that make links, by a file's
    ending and folder.
    """

    database: Database
    viewer: Viewer
    clock: Clock
    invoice_links: InvoiceLinks
    customer_tokens: CustomerTokens
    report: Callable[[Exception], str]
    idempotency_key: str | None = None
    describe_einvoice: DescribeEInvoice = field(kw_only=True)
    record_reads: RecordReads | None = field(default=None, kw_only=True)
    cost: int = field(default=0, init=False)
    cost_window: RateWindow | None = field(default=None, init=False)
    made_links: dict[tuple[str, str], MakeLink] = field(default_factory=dict, init=False)
    now: Instant = field(init=False)
    reads: Reads = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.clock()
        self.reads = Reads(self.database, self.viewer, self.now, self.record_reads)
        self.loaders = Loaders(self.reads, self.now)

    @asynccontextmanager
    async def at_one_moment(self) -> AsyncIterator["RequestContext"]:
        """A context whose reads all see the database at the same moment, whatever is written meanwhile.

        It holds a connection: only read with it, and do nothing slow. Raises DatabaseUnavailable.
        """
        async with self.database.snapshot() as snapshot:
            context = copy(self)
            context.reads = Reads(snapshot, self.viewer, self.now, self.record_reads)
            context.loaders = Loaders(context.reads, self.now)
            yield context
