"""Stripe's customer as a row, with the words that find it."""

from intake.shapes.address import read_address, read_tax_ids
from intake.shapes.fields import Fields
from intake.shapes.limits import MAX_INDEXED_BYTES
from intake.shapes.texts import check_text
from intake.shapes.translated import Translated
from models.values.naming import fold, index_words, sort_name


def translate_customer(fields: Fields) -> Translated:
    """The row and its words; Refused says what is wrong."""
    name, email = fields.text("name"), fields.text("email")
    row = {
        "name": name,
        "email": email,
        "email_folded": _fold_email(fields, email),
        "sort_name": sort_name(name),
        "phone": fields.text("phone"),
        "description": fields.text("description"),
        "address": read_address(fields, "address"),
        "tax_ids": read_tax_ids(fields, "tax_ids"),
        "currency": fields.currency("currency"),
        "locale": _read_locale(fields),
        "metadata": _read_metadata(fields),
        "created_at": fields.need(fields.moment, "created"),
    }
    words = [{"word": word} for word in index_words(name)]
    return Translated("customer", fields.need(fields.identifier, "id"), row, {"customer_word": words})


def _fold_email(fields: Fields, email: str | None) -> str | None:
    folded = email and fold(email)
    if folded and len(folded.encode()) > MAX_INDEXED_BYTES:
        raise fields.refuse("email", f"is longer than {MAX_INDEXED_BYTES:,} bytes")
    return folded


def _read_locale(fields: Fields) -> str | None:
    locales = fields.source.get("preferred_locales")
    if not locales:
        return None
    if not isinstance(locales, list):
        raise fields.refuse("preferred_locales", "is not a list")
    return check_text(locales[0], f"{fields.path}preferred_locales[0]") or None


def _read_metadata(fields: Fields) -> dict[str, str]:
    metadata = fields.child("metadata")
    if metadata is None:
        return {}
    return {
        check_text(name, "a name in metadata"): check_text(value, f"{metadata.path}{name!a}")
        for name, value in metadata.source.items()
    }
