"""Customers: opening an account for a drawn buyer, and the customer object at the end of its story."""

from collections.abc import Iterator

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.catalogue import Catalogue
from intake.synthetic.draws import Draw, invoice_prefix
from intake.synthetic.payment_methods import draw_method, keep_method
from intake.synthetic.people import Buyer, Country, draw_address, draw_buyer
from intake.synthetic.periods import DAY
from intake.synthetic.taxes import Rates, has_reverse_charge, rates_for_buyer

_COMPANY_SHARE = 0.2
_METADATA: tuple[dict[str, str], ...] = (
    {},
    {"source": "web"},
    {"source": "app", "newsletter": "yes"},
    {"note": "Prefers a call after 17:00 ☎"},
    {"referred_by": "a friend", "cohort": "spring", "locale_hint": "first visit in another language"},
)


def open_account(
    seed: int,
    index: int,
    now: int,
    catalogue: Catalogue,
    rates: dict[str, Rates],
    country: Country,
    *,
    is_company: bool | None,
) -> Account:
    """The account of customer `index`, before anything has happened on it; `is_company` None is drawn."""
    draw = Draw(f"{seed}:{index}")
    if is_company is None:
        is_company = draw.chance(_COMPANY_SHARE)
    buyer = draw_buyer(draw, country, index, is_company=is_company)
    return Account(
        id=draw.opaque_id("cus_", 14),
        buyer=buyer,
        shown=_shown_fields(buyer, index),
        former_address=draw_address(draw, country) if index % 23 == 6 else None,
        moved_at=now - 150 * DAY,
        draw=draw,
        catalogue=catalogue,
        rates=rates_for_buyer(rates, buyer),
        method=draw_method(draw, buyer, now),
        now=now,
        modern=draw.chance(0.5),
        expands=draw.chance(0.5),
        number_prefix=invoice_prefix(seed, index),
    )


def build_customer(account: Account) -> Iterator[StripeObject]:
    """The customer, created shortly before its first event, and the payment methods that it stores."""
    draw, buyer = account.draw, account.buyer
    first = account.first_event() or account.now - draw.between(DAY, 90 * DAY)
    created = first - draw.between(60, 3 * DAY)
    kept = [keep_method(method, account.id, created + 30) for method in account.methods]
    yield {
        "id": account.id,
        "object": "customer",
        "address": account.shown["address"],
        "balance": account.balance,
        "created": created,
        "currency": _first_currency(account),
        "default_source": None,
        "delinquent": any(item["status"] in ("past_due", "unpaid") for item in account.subscriptions),
        "discount": account.discount,
        "description": "Buys for the whole company" if buyer.is_company and draw.chance(0.5) else None,
        "email": account.shown["email"],
        "invoice_prefix": account.number_prefix,
        "invoice_settings": {"default_payment_method": kept[0]["id"] if kept else None},
        "livemode": False,
        "metadata": _metadata(draw, buyer),
        "name": account.shown["name"],
        "phone": account.shown["phone"],
        "preferred_locales": [buyer.country.locale] if draw.chance(0.85) else [],
        "shipping": None,
        "tax_exempt": "reverse" if has_reverse_charge(buyer) else "none",
        "tax_ids": _tax_id_list(account),
    }
    yield from kept


def _shown_fields(buyer: Buyer, index: int) -> StripeObject:
    """Some customers never gave a name, an e-mail, a phone or an address."""
    return {
        "name": None if index % 31 == 13 else buyer.name,
        "email": None if index % 29 == 11 else buyer.email,
        "phone": None if index % 5 == 3 else buyer.phone,
        "address": None if index % 19 == 7 else buyer.address,
    }


def _first_currency(account: Account) -> str | None:
    events = account.subscriptions or account.invoices
    return events[0]["currency"] if events else None


def _metadata(draw: Draw, buyer: Buyer) -> dict[str, str]:
    if buyer.is_company:
        return {"crm_id": draw.fill_pattern("CRM-######"), "account_manager": "Sam"}
    return dict(draw.choice(_METADATA))


def _tax_id_list(account: Account) -> StripeObject:
    entries = [
        {
            "id": account.draw.opaque_id("txi_"),
            "object": "tax_id",
            "country": account.buyer.country.code,
            "customer": account.id,
            "livemode": False,
            **tax_id,
        }
        for tax_id in account.buyer.tax_ids
    ]
    return {
        "object": "list",
        "data": entries,
        "has_more": False,
        "url": f"/v1/customers/{account.id}/tax_ids",
    }
