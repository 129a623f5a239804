"""Text as it may be printed: characters that no font draws, or that deceive a reader, replaced or dropped."""

import unicodedata
from collections.abc import Iterable

# Embeddings, overrides and isolates (Unicode TR 9): in a name they only reorder what stands around it.
_BIDI_CONTROLS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me"})


def clean_text(text: str, undrawable: Iterable[str], replacement: str) -> str:
    """Return `text` with undrawable characters shown as `replacement`, or dropped if they show nothing."""
    shown = {
        ord(character): None if unicodedata.category(character) in _INVISIBLE else replacement
        for character in undrawable
    }
    return text.translate(_BIDI_CONTROLS | shown)
