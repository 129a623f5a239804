"""What links are revoked by: one token, or all that lead to an invoice or a credit note, or to a customer's.

Each is kept as a SHA-256 of its kind and its parts. Two kinds never have the same hash.
"""

import hashlib

from resolvers.signing.invoice_links import InvoiceAddress, SignedLink


def hash_of_token(token: str) -> str:
    """For the link with this token alone, whichever file it opens."""
    return _hash("token", token)


def hash_of_invoice(invoice: InvoiceAddress) -> str:
    """For all links to the invoice or the credit note."""
    return _hash("invoice", invoice.project_id, f"{invoice.live_mode:d}", invoice.id)


def hash_of_customer(project_id: str, live_mode: bool, customer_id: str) -> str:
    """For all links to invoices and credit notes of the customer."""
    return _hash("customer", project_id, f"{live_mode:d}", customer_id)


def hashes_of_link(link: SignedLink, customer_id: str) -> list[str]:
    """All by which a link to an invoice of this customer may be revoked."""
    project_id, live_mode, _ = link.invoice
    return [
        hash_of_token(link.token),
        hash_of_invoice(link.invoice),
        hash_of_customer(project_id, live_mode, customer_id),
    ]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
