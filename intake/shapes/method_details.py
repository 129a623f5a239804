"""The method of a payment: its type, and a card's or account's brand and last four digits."""

from intake.shapes.fields import Fields
from intake.shapes.translated import Row
from models.billing.payment_intent import PaymentIntentStatus

_LAST_DIGITS = 4


def describe_method(holder: Fields | None, only_type: str | None = None) -> Row:
    """Of a method or a charge's details of one; `only_type` is what is known without them."""
    if holder is None:
        return _describe(only_type, Fields({}))
    method_type = _type_of_old(holder) or holder.text("type") or holder.text("object")
    details = holder.expanded(method_type) if method_type else None
    return _describe(method_type, details or holder)


def describe_method_of_payment(fields: Fields, status: PaymentIntentStatus) -> Row:
    """From the method, the charge or the error, whichever the payment holds expanded."""
    return describe_method(_find_details(fields), _only_type(fields, status))


def _type_of_old(holder: Fields) -> str | None:
    """A card that is an object of its own; before 2014 its `type` was the brand."""
    return "card" if holder.source.get("object") == "card" else None


def read_brand(details: Fields) -> str | None:
    """The brand of a card or account."""
    return details.text("brand") or (details.text("type") if _type_of_old(details) else None)


def read_last4(details: Fields) -> str | None:
    """The last four digits: a file that puts the whole number here must not bring it in."""
    last4 = details.text("last4")
    return last4 and last4[-_LAST_DIGITS:]


def _describe(method_type: str | None, details: Fields) -> Row:
    return {
        "method_type": method_type,
        "method_brand": read_brand(details),
        "method_last4": read_last4(details),
    }


def _find_details(fields: Fields) -> Fields | None:
    method = fields.expanded("payment_method")
    if method:
        return method
    charges = fields.children("charges") or []
    for charge in (fields.expanded("latest_charge"), *charges[:1]):
        details = charge and charge.expanded("payment_method_details")
        if details:
            return details
    error = fields.expanded("last_payment_error")
    return error and (error.expanded("payment_method") or error.expanded("source"))


def _only_type(fields: Fields, status: PaymentIntentStatus) -> str | None:
    """The only type that was allowed, once there is a method at all."""
    types = fields.source.get("payment_method_types")
    if status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD or not isinstance(types, list) or len(types) != 1:
        return None
    return Fields({"payment_method_types": types[0]}).text("payment_method_types")
