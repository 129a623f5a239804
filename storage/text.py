"""Text that every supported database can take as a parameter."""

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def clean_text(value: str) -> str:
    """The text with a mark for each character that PostgreSQL or UTF-8 can't hold.

    Such a text can match nothing that is stored, but asking for it must not be an error either.
    """
    return _UNSTORABLE.sub("\ufffd", value)


def clean_texts(values: list[str]) -> list[str]:
    """The same for each; the very list where nothing has to be replaced."""
    return values if "".join(values).isprintable() else list(map(clean_text, values))
