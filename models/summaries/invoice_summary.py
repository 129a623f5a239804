"""What a customer's invoices come to: by status, and open ones by when they are late."""

from models import columns
from models.billing.invoice import InvoiceStatus
from models.ownership import owned_by
from models.scoped import Scoped
from models.summaries.stored_by_key import STORED_BY_KEY

AT_ONCE = 0
NEVER = 12 * 10_000


class InvoiceSummary(Scoped, table=True):
    """Of one customer's invoices in one currency and status: how many there are, and their sums in minor units.

    `due_month` is the month in UTC (`models.values.instant.month_of`) in which those that are open fall due; `AT_ONCE`
    where they are late whatever their date, and `NEVER` of those without a date and of all that are not open. So those
    of an earlier month than this are late, and of this month's each must be looked at: the table needs no clock.
    """

    __tablename__ = "invoice_summary"
    __table_args__ = (owned_by("customer_id") | STORED_BY_KEY,)

    customer_id: str = columns.text(primary_key=True)
    currency: str = columns.text(primary_key=True)
    status: InvoiceStatus = columns.member(InvoiceStatus, primary_key=True)
    due_month: int = columns.amount(primary_key=True)
    how_many: int = columns.amount()
    paid: int = columns.amount()
    remaining: int = columns.amount()
