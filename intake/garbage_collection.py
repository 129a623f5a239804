"""Collects the reference cycles that each transaction leaves, which would pile up until Python collects by itself."""

import gc

# Python's generation of what has been looked through once at most.
_YOUNG = 1


def collect_young() -> None:
    """Collects what was made lately."""
    gc.collect(_YOUNG)
