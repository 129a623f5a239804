"""How the server and a rendering process talk: a kind, a length, and that many bytes."""

from enum import IntEnum
from struct import Struct

# One byte of kind and eight of length, big-endian.
HEADER = Struct(">BQ")


class Kind(IntEnum):
    """What a frame carries."""

    READY = 1  # nothing: the process has loaded its libraries
    DOCUMENT = 2  # a pickled InvoiceDocument
    PDF = 3  # the bytes of the file
    ERROR = 4  # UTF-8 text for the log, without the document's content


def pack_frame(kind: Kind, body: bytes = b"") -> bytes:
    """Return one frame."""
    return HEADER.pack(kind, len(body)) + body
