"""An error that the person at the command line can fix."""


class UserError(Exception):
    """Its message is one line that says what is wrong and, if that isn't obvious, what to do."""
