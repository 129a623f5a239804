"""What a caller did wrong; each message is written for the caller and safe to show."""


class BadInput(Exception):
    """An argument has a form or value that can't be served."""


class Forbidden(Exception):
    """The viewer's role does not allow this."""
