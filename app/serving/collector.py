"""Python's garbage collector, set up for a process that serves."""

import gc

# A large answer is a thousand objects at once: by default each would be looked through in the midst of being made.
THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """Call it when all is imported and built: what is there by then stays, and is never looked through again.

    A full collection looks at everything that lives: 0.2 s for the schema and the libraries, in the way of whoever is
    served then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
