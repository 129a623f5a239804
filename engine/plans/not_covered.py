"""What no plan is made for."""


class NotCovered(Exception):
    """The operation selects something that only the resolvers answer; the message names it."""
