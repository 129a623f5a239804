"""Stripe's customer as a row, with the words that find it."""

from intake.shapes.address import read_address, read_tax_ids
from intake.shapes.discount import read_discounts
from intake.shapes.fields import Fields
from intake.shapes.limits import MAX_INDEXED_BYTES
from intake.shapes.metadata import read_metadata
from intake.shapes.neighbours import Neighbours
from intake.shapes.texts import check_text
from intake.shapes.translated import Translated
from models.values.naming import fold, sort_name


def translate_customer(fields: Fields) -> Translated:
    """The row and its words; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    identifier = fields.need(fields.identifier, "id")
    name, email = fields.text("name"), fields.text("email")
    currency = fields.currency("currency")
    row = {
        "name": name,
        "email": email,
        "email_folded": _fold_email(fields, email),
        "sort_name": sort_name(name),
        "phone": fields.text("phone"),
        "description": fields.text("description"),
        "address": read_address(fields, "address"),
        "tax_ids": read_tax_ids(fields, "tax_ids"),
        "currency": currency,
        "locale": _read_locale(fields),
        "metadata": read_metadata(fields),
        "created_at": fields.need(fields.moment, "created"),
        "balances": _read_balances(fields, currency),
        "tax_exempt": fields.text("tax_exempt"),
        "discount_ids": read_discounts(fields, neighbours),
        "default_payment_method_id": _read_default_method(fields, neighbours),
    }
    _expand(fields, neighbours, identifier)
    return Translated("customer", identifier, row, expanded=neighbours.expanded)


def _expand(fields: Fields, neighbours: Neighbours, identifier: str) -> None:
    told = {name: fields.source.get(name) for name in ("created", "livemode")} | {"customer": identifier}
    for source in fields.children("sources") or fields.children("cards") or []:
        neighbours.expand("card", source, **told)
    for subscription in fields.children("subscriptions") or []:
        neighbours.expand("subscription", subscription, **told)
    for tax_id in fields.children("tax_ids") or []:
        if tax_id.has("id"):
            neighbours.expand("tax_id", tax_id, **told)


def _read_balances(fields: Fields, currency: str | None) -> dict[str, int] | None:
    """For each currency where the customer says so, else in the customer's own; None where that is not known.

    The platform always tells a balance: a source that is silent about it has none to tell.
    """
    by_currency = fields.child("invoice_credit_balance")
    if by_currency is not None:
        amounts = {code: by_currency.need(by_currency.whole, code) for code in by_currency.source}
        return {check_text(code, "a currency").upper(): amount for code, amount in amounts.items() if amount}
    balance = fields.whole("balance")
    balance = fields.whole("account_balance") if balance is None else balance
    if not balance:
        return {}
    return None if currency is None else {currency: balance}


def _read_default_method(fields: Fields, neighbours: Neighbours) -> str | None:
    """Before 2018 it was the default source."""
    settings = fields.child("invoice_settings")
    method = settings and neighbours.find("default_payment_method", "payment_method", settings)
    return method or neighbours.find("default_source", "card")


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
