"""A process that is about to serve: what it has built by then stays as long as it does."""

import gc

from app.serving.huge_pages import use_huge_pages

# A large answer is a thousand objects at once: by default each would be looked through in the midst of being made.
THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """Call it when all is imported and built. Takes some tenths of a second.

    What is there by then is never looked through again: a full collection looks at everything that lives, 0.2 s for
    the schema and the libraries, in the way of whoever is served then. And its memory moves to huge pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    use_huge_pages()
