"""What a customer's payments come to: by status, and by the month in which they began."""

from models import columns
from models.billing.payment_intent import PaymentIntentStatus
from models.ownership import owned_by
from models.scoped import Scoped
from models.summaries.stored_by_key import STORED_BY_KEY


class PaymentSummary(Scoped, table=True):
    """Of one customer's payments in one currency and status: how many there are, and their sums in minor units.

    `incomplete` counts those of whose disputes not all is known.
    """

    __tablename__ = "payment_summary"
    __table_args__ = (owned_by("customer_id") | STORED_BY_KEY,)

    customer_id: str = columns.text(primary_key=True)
    currency: str = columns.text(primary_key=True)
    status: PaymentIntentStatus = columns.member(PaymentIntentStatus, primary_key=True)
    how_many: int = columns.amount()
    received: int = columns.amount()
    refunded: int = columns.amount()
    disputed: int = columns.amount()
    incomplete: int = columns.amount()


class PaymentMonth(Scoped, table=True):
    """Of one customer's payments that received something, in one currency and month: sums in minor units.

    `month` counts months in UTC (`models.values.instant.month_of`). `net` is what was received and nobody took back.
    """

    __tablename__ = "payment_month"
    __table_args__ = (owned_by("customer_id") | STORED_BY_KEY,)

    customer_id: str = columns.text(primary_key=True)
    month: int = columns.amount(primary_key=True)
    currency: str = columns.text(primary_key=True)
    received: int = columns.amount()
    net: int = columns.amount()
