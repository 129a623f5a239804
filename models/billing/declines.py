"""Sentences for operators on why a payment failed, by Stripe's code.

The codes come from https://docs.stripe.com/declines/codes and, for failures other than a card's decline, from
https://docs.stripe.com/error-codes.
"""

# `card_declined` has many possible reasons: a message stored with it says more.
GENERAL_WORDING = {
    "card_declined": "The bank declined the card.",
    "generic_decline": "The bank declined the card without giving a reason.",
}

WORDING = {
    "approve_with_id": "The payment could not be authorised.",
    "authentication_not_handled": "The customer did not complete the bank's security check.",
    "authentication_required": "The bank wants the customer to confirm the payment.",
    "call_issuer": "The bank declined the card: the customer should call the bank.",
    "card_not_supported": "The card can't be used for this kind of purchase.",
    "card_velocity_exceeded": "The card has reached its credit or spending limit.",
    "currency_not_supported": "The card can't be charged in this currency.",
    "debit_not_authorized": "The customer told the bank that the debit was not authorised.",
    "do_not_honor": "The bank declined the card without giving a reason.",
    "do_not_try_again": "The bank declined the card for good: trying again won't help.",
    "duplicate_transaction": "A payment of the same amount was made with the card moments before.",
    "expired_card": "The card has expired.",
    "fraudulent": "The payment was blocked as possibly fraudulent.",
    "incorrect_address": "The billing address does not match the card's.",
    "incorrect_cvc": "The card's security code is wrong.",
    "incorrect_number": "The card number is wrong.",
    "incorrect_pin": "The PIN is wrong.",
    "incorrect_zip": "The postal code does not match the card's.",
    "insufficient_funds": "The account does not hold enough money.",
    "invalid_account": "The card or the account behind it is not valid.",
    "invalid_amount": "The amount is more than the card may be charged.",
    "invalid_cvc": "The card's security code is wrong.",
    "invalid_expiry_month": "The card's expiry month is wrong.",
    "invalid_expiry_year": "The card's expiry year is wrong.",
    "invalid_number": "The card number is wrong.",
    "invalid_pin": "The PIN is wrong.",
    "issuer_not_available": "The bank could not be reached.",
    "lost_card": "The card has been reported lost.",
    "merchant_blacklist": "The payment is on this account's own block list.",
    "new_account_information_available": "The card or account has been replaced: the customer has new details.",
    "no_action_taken": "The bank declined the card without giving a reason.",
    "not_permitted": "The bank does not permit the payment.",
    "offline_pin_required": "The card asks for its PIN.",
    "online_or_offline_pin_required": "The card asks for its PIN.",
    "payment_intent_authentication_failure": "The customer did not pass the bank's security check.",
    "payment_intent_payment_attempt_expired": "The customer did not complete the payment in time.",
    "payment_method_customer_decline": "The customer declined the payment.",
    "payment_method_not_available": "The payment provider can't be reached.",
    "payment_method_provider_decline": "The payment provider declined the payment.",
    "payment_method_provider_timeout": "The payment provider did not answer in time.",
    "pickup_card": "The card can't be used: it may have been reported lost or stolen.",
    "pin_try_exceeded": "The PIN has been entered wrongly too often.",
    "processing_error": "The card could not be processed: trying again may help.",
    "reenter_transaction": "The bank could not process the payment: trying again may help.",
    "restricted_card": "The card can't be used: it may have been reported lost or stolen.",
    "revocation_of_all_authorizations": "The customer has told the bank to stop all payments to this account.",
    "revocation_of_authorization": "The customer has told the bank to stop this payment.",
    "security_violation": "The bank declined the card without giving a reason.",
    "service_not_allowed": "The bank does not allow this kind of payment.",
    "stolen_card": "The card has been reported stolen.",
    "stop_payment_order": "The customer has told the bank to stop this payment.",
    "testmode_decline": "A test card was used.",
    "transaction_not_allowed": "The bank does not allow this kind of payment.",
    "try_again_later": "The bank declined the card for now: trying again later may help.",
    "withdrawal_count_limit_exceeded": "The card has reached its credit or spending limit.",
}

# What the platform asks not to tell the customer: https://docs.stripe.com/declines/codes.
WITHHELD = frozenset({"fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card"})
TOLD_INSTEAD = "generic_decline"
TOLD_INSTEAD_MESSAGE = "Your card was declined."

# By the next steps that the platform names for each code. For other codes nothing is known.
TRYING_AGAIN_MAY_HELP = frozenset(
    {
        "approve_with_id",
        "authentication_not_handled",
        "authentication_required",
        "insufficient_funds",
        "issuer_not_available",
        "payment_intent_payment_attempt_expired",
        "payment_method_not_available",
        "payment_method_provider_timeout",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
        "withdrawal_count_limit_exceeded",
    }
)
TRYING_AGAIN_IS_NO_USE = frozenset(
    {
        "card_not_supported",
        "currency_not_supported",
        "debit_not_authorized",
        "do_not_try_again",
        "expired_card",
        "fraudulent",
        "incorrect_number",
        "invalid_account",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "invalid_number",
        "lost_card",
        "merchant_blacklist",
        "new_account_information_available",
        "pickup_card",
        "restricted_card",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "stolen_card",
        "stop_payment_order",
        "testmode_decline",
    }
)
