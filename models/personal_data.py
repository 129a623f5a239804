"""What of the stored data is personal, and what becomes of it when a customer is erased: one entry for each table.

An erased customer's rows are removed, but for those of issued invoices and of payments: the law wants their numbers,
dates and amounts for a term, and every sum of the project needs them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.values.naming import sort_name


@dataclass(frozen=True, slots=True)
class Removed:
    """The customer's rows go."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """The customer's rows stay: `personal` columns get these values, and `impersonal` ones keep theirs."""

    personal: Mapping[str, Any]
    impersonal: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Derived:
    """Follows from other tables, and is kept in step with them as they are written."""


@dataclass(frozen=True, slots=True)
class NotTheirs:
    """Says nothing of a customer but ids and digests; its `impersonal` columns are the seller's or an operator's."""

    impersonal: frozenset[str] = field(default_factory=frozenset)


Fate = Removed | Emptied | Derived | NotTheirs


def _not_theirs(*impersonal: str) -> NotTheirs:
    return NotTheirs(frozenset(impersonal))


_NO_METHOD = dict.fromkeys(("payment_method_id", "method_type", "method_brand", "method_last4"))
_NO_FAILURE = dict.fromkeys(("failure_code", "failure_message"))

FATES: Mapping[str, Fate] = {
    "project": _not_theirs(
        "name", "address", "email", "phone", "tax_id", "tax_ids", "payment_instructions", "logo", "footer", "locale",
        "time_zone",
    ),
    "api_key": _not_theirs("name", "hint"),
    "operator": _not_theirs("email", "subject_hash"),
    "operator_session": _not_theirs("browser"),
    "second_factor": _not_theirs("sealed_seed"),
    "recovery_code": _not_theirs(),
    "customer_read": _not_theirs("email"),
    "revoked_link": _not_theirs(),
    "link_revocation": _not_theirs("actor"),
    "customer": Emptied(
        {
            "name": None, "email": None, "email_folded": None, "sort_name": sort_name(None), "phone": None,
            "description": None, "address": None, "tax_ids": [], "locale": None, "metadata": {}, "tax_exempt": None,
            "discount_ids": None, "default_payment_method_id": None,
        },
        frozenset(("currency", "balances")),
    ),
    "product": _not_theirs("name"),
    "plan": _not_theirs(
        "product_name", "nickname", "name", "currency", "billing_scheme", "tiers_mode", "tiers", "currency_options",
        "package_rounding",
    ),
    "subscription": Removed(),
    "subscription_item": Removed(),
    "subscription_schedule": Removed(),
    "invoice": Emptied(
        {
            "subscription_id": None, "description": None, "buyer": {}, "pdf_key_parts": None, "footer": None,
            "custom_fields": None, "hosted_url": None, "lines_complete": False,
        },
        frozenset(
            ("number", "currency", "seller", "discounts", "taxes", "collection_method", "account_tax_ids")
        ),
    ),
    "invoice_line": Removed(),
    "kept_document": _not_theirs("content_key", "state_key", "sha256", "instead_of"),
    "payment_intent": Emptied(
        {"description": None, "metadata": {}, "stated": None, **_NO_FAILURE, **_NO_METHOD}, frozenset(("currency",))
    ),
    "charge": Emptied(
        {"description": None, "risk_level": None, **_NO_FAILURE, **_NO_METHOD}, frozenset(("currency",))
    ),
    "refund": Emptied({}, frozenset(("currency", "reason", "failure_reason"))),
    "dispute": Emptied({}, frozenset(("currency", "reason"))),
    "credit_note": Emptied(
        {"memo": None, "lines_complete": False}, frozenset(("number", "currency", "taxes", "reason"))
    ),
    "credit_note_line": Removed(),
    "credit_note_pdf": _not_theirs("content_key", "state_key", "sha256", "instead_of"),
    "payment_method": Removed(),
    "coupon": _not_theirs("name", "currency", "currency_options", "product_ids"),
    "discount": Removed(),
    "tax_rate": _not_theirs("name", "country", "jurisdiction", "seen"),
    "tax_id": Removed(),
    "customer_balance_transaction": Emptied({"description": None}, frozenset(("type", "currency"))),
    "invoice_payment": Emptied({}, frozenset(("currency",))),
    "invoice_item": Removed(),
    "imported_event": Removed(),
    "event": Removed(),
    "erasure": _not_theirs("actor", "removed", "emptied"),
    "idempotency_record": Removed(),
    "payment_summary": Derived(),
    "payment_month": Derived(),
    "invoice_summary": Derived(),
    "ending_card": Derived(),
    "customer_facets": Derived(),
    "customer_count": Derived(),
    "customer_figures": Derived(),
    "search_entry": Derived(),
}  # fmt: skip
"""By the table's name, with the columns as the database names them."""
