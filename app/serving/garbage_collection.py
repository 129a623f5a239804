"""Python's garbage collector in a process that serves."""

import gc

# A large answer makes a thousand objects at once. With the default thresholds each answer would start collections.
THRESHOLDS = (20_000, 20, 50)


def freeze_heap() -> None:
    """Takes all that exists now out of later collections; call it when everything is imported and built.

    A full collection looks at every object that lives: 0.2 s for the schema and the libraries, while requests wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
