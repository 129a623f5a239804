"""What a sum below an invoice's lines is; by this its label is chosen."""

from typing import Literal

SumKind = Literal[
    "subtotal", "discount", "shipping", "tax", "adjustment", "total",
    "credit_applied", "previous_balance", "carried_over", "credited", "overpaid", "paid", "due",
]  # fmt: skip
