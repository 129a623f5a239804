"""When Python's garbage collector looks for garbage, in commands and in processes that serve."""

import atexit
import gc

# A large answer makes a thousand objects at once. With the default thresholds each answer would start collections.
# So would the start of a process: nearly all that it imports stays, and a fifth of its time would go into looking.
# To look at 5,000 objects takes half a millisecond, in which everybody waits; at 20,000 it took two.
THRESHOLDS = (5_000, 80, 50)


def collect_seldom() -> None:
    """Sets the thresholds; call it before most is imported."""
    gc.set_threshold(*THRESHOLDS)


def end_at_once() -> None:
    """Lets this process end without a last look at all that lives: 0.4 s of a command that has loaded much."""
    atexit.register(gc.freeze)


def freeze_heap() -> None:
    """Takes all that exists now out of later collections; call it when everything is imported and built.

    A full collection looks at every object that lives: 0.2 s for the schema and the libraries, while requests wait.
    """
    gc.collect()
    gc.freeze()
    collect_seldom()
