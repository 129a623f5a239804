"""What a request pays with."""

from collections.abc import Awaitable, Callable

# Takes points from the rate of whoever asks; what it raises ends the request.
Spend = Callable[[int], Awaitable[None]]
