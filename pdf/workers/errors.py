"""The errors of the render pool."""


class RenderFailed(Exception):
    """An invoice could not be rendered. The text gives the reason for the log, without data of the invoice."""


class RenderUnavailable(RenderFailed):
    """No process could be had for it: none came up in time, or the service ends. It may pass."""


class RenderTimeout(Exception):
    """A render exceeded the time limit and was killed; the argument is the limit in seconds."""


class RenderBusy(Exception):
    """The queue is full; the argument is the number of waiting invoices."""
