"""How many values the variables of a request hold."""

from typing import Any


def hold_more(variables: dict[str, Any] | None, most: int) -> bool:
    """Whether there are more than `most` values in them, lists and objects included.

    Each is coerced before an operation begins, and what is wrong with it is told: so their number is limited, as that
    of a document's tokens is.
    """
    if not variables:
        return False
    waiting: list[Any] = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            value = value.values()
        elif not isinstance(value, list):
            continue
        most -= len(value)
        if most < 0:
            return True
        waiting.extend(value)
    return False
