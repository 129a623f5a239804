"""Why a customer is not erased; then nothing was changed."""


class CustomerNotFound(Exception):
    """The viewer's project and mode have no customer with this id."""


class StillSubscribed(Exception):
    """Subscriptions of the customer have not ended: a customer who is charged can't be forgotten."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class NotAllKept(Exception):
    """Issued invoices or credit notes of the customer have no stored PDF of their present version."""
