"""What a caller of the render pool must expect."""


class RenderFailed(Exception):
    """An invoice could not be printed. The text says why, for the log, and quotes nothing of the invoice."""


class RenderTimeout(Exception):
    """A render went past the time limit and was ended; the argument is the limit in seconds."""


class RenderBusy(Exception):
    """As many documents are waiting as may wait; the argument is their number."""
