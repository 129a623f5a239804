"""What the person at the command line can put right."""


class UserError(Exception):
    """Its message is one line that says what is wrong and, where it isn't plain, what to do."""
