"""Stripe's charge as a row; one without a payment intent is a payment as well."""

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.metadata import read_metadata
from intake.shapes.method_details import describe_method
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row, Translated
from models.billing.charge import ChargeStatus
from models.billing.payment_figures import status_by_charge


def translate_charge(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    identifier = fields.need(fields.identifier, "id")
    payment = fields.reference("payment_intent")
    neighbours.expand("payment_intent", fields.expanded("payment_intent"))
    customer = neighbours.find("customer", "customer")
    told = {
        "charge": identifier,
        "payment_intent": payment,
        "customer": customer,
        "currency": fields.source.get("currency"),
        "created": fields.source.get("created"),
        "livemode": fields.source.get("livemode"),
    }
    for refund in fields.children("refunds") or []:
        neighbours.expand("refund", refund, **told)
    neighbours.expand("dispute", fields.expanded("dispute"), **told)
    method = fields.reference("payment_method")
    neighbours.expand("payment_method", fields.expanded("payment_method"), created=fields.source.get("created"))
    if payment is None:
        neighbours.expand("payment_of_charge", Fields({**fields.source, "object": "payment_of_charge"}, fields.path))
    row = {
        "payment_intent_id": payment or identifier,
        "customer_id": customer,
        "payment_method_id": method,
        **_read_amounts(fields),
        **_read_failure(fields),
        **describe_method(_find_method(fields)),
        "risk_level": _read_outcome(fields).text("risk_level"),
        "description": fields.text("description"),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("charge", identifier, row, expanded=neighbours.expanded)


def translate_payment_of_charge(fields: Fields) -> Translated:
    """The payment that a charge without a payment intent is, under the charge's id."""
    neighbours = Neighbours(fields)
    customer = neighbours.find("customer", "customer")
    invoice = neighbours.find("invoice", "invoice")
    amounts = _read_amounts(fields)
    is_held = amounts["status"] is ChargeStatus.SUCCEEDED and fields.flag("captured") is False
    row = {
        "customer_id": customer,
        "amount": amounts["amount"],
        "currency": amounts["currency"],
        "status": status_by_charge(amounts["status"], amounts["amount"], amounts["amount_refunded"], is_held=is_held),
        "description": fields.text("description"),
        "metadata": read_metadata(fields),
        "created_at": fields.need(fields.moment, "created"),
        "amount_capturable": None,
        "payment_method_id": fields.reference("payment_method"),
        "latest_charge_id": fields.need(fields.identifier, "id"),
        "stated": {
            "amount_received": None,
            "invoice_id": invoice,
            **_read_failure(fields),
            **describe_method(_find_method(fields)),
        },
    }
    return Translated(
        "payment_intent",
        fields.need(fields.identifier, "id"),
        row,
        references=neighbours.references,
        expanded=neighbours.expanded,
    )


def _read_amounts(fields: Fields) -> Row:
    """Before 2020 a charge did not say how much of it was captured: all or nothing."""
    amount = fields.need(lambda name: fields.whole(name, MONEY_TAKEN), "amount")
    status = _read_status(fields)
    captured = fields.whole("amount_captured", MONEY_TAKEN)
    if captured is None:
        captured = amount if status is ChargeStatus.SUCCEEDED and fields.flag("captured") is not False else 0
    return {
        "status": status,
        "currency": fields.need(fields.currency, "currency"),
        "amount": amount,
        "amount_captured": captured,
        "amount_refunded": fields.whole("amount_refunded", MONEY_TAKEN) or 0,
        "disputed": fields.flag("disputed") or fields.has("dispute"),
    }


def _find_method(fields: Fields) -> Fields | None:
    """Before 2019 a charge had a source, before 2015 a card."""
    return fields.expanded("payment_method_details") or fields.expanded("source") or fields.expanded("card")


def _read_status(fields: Fields) -> ChargeStatus:
    """An expanded charge may lack its status and only say whether it is paid."""
    status = fields.text("status")
    if status == "paid":
        return ChargeStatus.SUCCEEDED
    if status is None and (fields.flag("paid") is False or fields.has("failure_code")):
        return ChargeStatus.FAILED
    return fields.member("status", ChargeStatus) or ChargeStatus.SUCCEEDED


def _read_outcome(fields: Fields) -> Fields:
    return fields.child("outcome") or Fields({})


def _read_failure(fields: Fields) -> Row:
    """Of a decline, the network's or the bank's own code where there is one."""
    failed = fields.text("failure_code")
    outcome = _read_outcome(fields)
    decline = fields.text("decline_code") or (outcome.text("reason") if failed == "card_declined" else None)
    return {
        "failure_code": decline or failed,
        "failure_message": fields.text("failure_message"),
    }
