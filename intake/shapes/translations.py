"""Which function translates which of Stripe's types."""

from collections.abc import Callable

from intake.shapes.customer import translate_customer
from intake.shapes.fields import Fields
from intake.shapes.invoice import translate_invoice
from intake.shapes.invoice_payment import translate_invoice_payment
from intake.shapes.payment_intent import translate_payment_intent
from intake.shapes.price import translate_plan, translate_price
from intake.shapes.product import translate_product
from intake.shapes.subscription import translate_subscription
from intake.shapes.translated import Translated

TRANSLATIONS: dict[str, Callable[[Fields], Translated]] = {
    "customer": translate_customer,
    "product": translate_product,
    "price": translate_price,
    "plan": translate_plan,
    "subscription": translate_subscription,
    "invoice": translate_invoice,
    "payment_intent": translate_payment_intent,
    "invoice_payment": translate_invoice_payment,
}
