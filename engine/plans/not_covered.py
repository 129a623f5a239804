"""The error for operations that can't have a plan."""


class NotCovered(Exception):
    """The operation selects something that only the resolvers answer; the message names it."""
