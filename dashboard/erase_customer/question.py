"""The question before an erasure: what goes, what stays and until when, and what nobody can do afterwards."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.page.formats import Formats
from dashboard.session.view import View
from dashboard.wording.names import customer_title
from models.billing.customer import Customer
from resolvers.erasure.consequence import Consequence

# One and several, by table; what people know by no name is not counted out.
_GONE = {
    "subscription": ("subscription", "subscriptions"),
    "payment_method": ("payment method", "payment methods"),
    "tax_id": ("tax number", "tax numbers"),
    "invoice_item": ("pending item", "pending items"),
    "event": ("record of a change", "records of changes"),
}
_LEFT = {
    "invoice": ("invoice", "invoices"),
    "credit_note": ("credit note", "credit notes"),
    "payment_intent": ("payment", "payments"),
    "refund": ("refund", "refunds"),
    "dispute": ("dispute", "disputes"),
}


class Question(NamedTuple):
    """All that the page shows; `blocked` says why the customer can't be erased now, `problem` what is wrong."""

    customer_id: str
    title: str
    email: str | None
    gone: str
    left: str
    pdfs: str | None
    warnings: list[str]
    blocked: str | None
    problem: str | None
    url: str
    back_url: str


def ask(view: View, customer: Customer, foreseen: Consequence, problem: str | None) -> Question:
    """The question about one customer."""
    formats = view.formats
    gone = "Name, e-mail, phone, address, metadata and notes, and whatever finds the customer by them"
    return Question(
        customer_id=customer.id,
        title=customer_title(customer),
        email=customer.email,
        gone="; ".join(filter(None, (gone, _count(formats, foreseen.removed, _GONE)))),
        left=_describe_left(formats, foreseen),
        pdfs=_describe_pdfs(formats, foreseen),
        warnings=_warn(formats, foreseen),
        blocked=_describe_running(formats, foreseen.running),
        problem=problem,
        url=view.erase_url(customer.id),
        back_url=view.customer_url(customer.id),
    )


def _describe_left(formats: Formats, foreseen: Consequence) -> str:
    left = _count(formats, foreseen.emptied, _LEFT)
    if not left or foreseen.kept_until is None:
        return "Nothing"
    return f"Numbers, dates and amounts of {left}, until {formats.day(foreseen.kept_until)}"


def _describe_pdfs(formats: Formats, foreseen: Consequence) -> str | None:
    if not foreseen.papers:
        return None
    verb = "is" if foreseen.to_render == 1 else "are"
    made = f"; {formats.number(foreseen.to_render)} {verb} made first" if foreseen.to_render else ""
    return f"Those of {formats.number(len(foreseen.papers))} issued invoices and credit notes{made}"


def _warn(formats: Formats, foreseen: Consequence) -> list[str]:
    owed = [formats.money(*amount) for amount in foreseen.owed]
    warnings = [f"{' and '.join(owed)} of open invoices remain unpaid: nobody will know whom to ask."] if owed else []
    if foreseen.disputes:
        warnings.append("A dispute is open: it can’t be answered without knowing whose it is.")
    return [*warnings, "The payment platform and backups keep what they have: erase it there too."]


def _describe_running(formats: Formats, running: int) -> str | None:
    if not running:
        return None
    what = "A subscription has" if running == 1 else f"{formats.number(running)} subscriptions have"
    return f"{what} not ended: whoever is charged can’t be erased. Cancel first."


def _count(formats: Formats, rows: Mapping[str, int], nouns: Mapping[str, tuple[str, str]]) -> str:
    counted = [(rows[name], words) for name, words in nouns.items() if rows.get(name)]
    parts = [f"{formats.number(count)} {words[count != 1]}" for count, words in counted]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
