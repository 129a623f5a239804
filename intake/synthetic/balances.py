"""A customer's balance, and the transactions that change it."""

from intake.synthetic.account import Account, StripeObject


def change_balance(account: Account, balance: int, at: int, invoice: StripeObject) -> None:
    """An invoice uses credit, or leaves some: negative is the customer's credit."""
    if balance == account.balance:
        return
    account.others.append(
        {
            "id": account.draw.opaque_id("cbtxn_"),
            "object": "customer_balance_transaction",
            "amount": balance - account.balance,
            "created": at,
            "credit_note": None,
            "currency": invoice["currency"],
            "customer": account.id,
            "description": None,
            "ending_balance": balance,
            "invoice": invoice["id"],
            "livemode": False,
            "metadata": {},
            "type": "applied_to_invoice",
        }
    )
    account.balance = balance
