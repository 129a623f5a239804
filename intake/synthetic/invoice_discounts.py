"""What discounts take off the lines of an invoice."""

from collections.abc import Sequence

from intake.synthetic.account import StripeObject
from intake.synthetic.coupons import GivenDiscount
from intake.synthetic.lines import Line
from models.pricing.discount import take_off

TakenOff = list[tuple[str, int]]


def take_discounts(given: Sequence[GivenDiscount], lines: Sequence[Line]) -> list[TakenOff]:
    """For each line the ids and amounts of its discounts, one after the other; items' come before the others."""
    taken: list[TakenOff] = [[] for _ in lines]
    for discount in sorted(given, key=_is_for_all_items):
        covered = [place for place, line in enumerate(lines) if _covers(discount, line)]
        left = [lines[place].amount - sum(amount for _, amount in taken[place]) for place in covered]
        for place, before, after in zip(covered, left, take_off(discount.rule, left), strict=True):
            taken[place].append((discount.id, before - after))
    return taken


def sum_discounts(stripe_lines: Sequence[StripeObject]) -> list[StripeObject]:
    """The lines' `discount_amounts` added up by discount: an invoice's `total_discount_amounts`."""
    sums: dict[str, int] = {}
    for line in stripe_lines:
        for entry in line["discount_amounts"]:
            sums[entry["discount"]] = sums.get(entry["discount"], 0) + entry["amount"]
    return [{"amount": amount, "discount": discount_id} for discount_id, amount in sums.items()]


def _is_for_all_items(discount: GivenDiscount) -> bool:
    return discount.stripe.get("subscription_item") is None


def _covers(discount: GivenDiscount, line: Line) -> bool:
    return not line.proration and discount.covers(line.price.product_id if line.price else None, line.item_id)
