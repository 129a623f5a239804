"""The frames between the server and a worker: a kind, a length, and that many bytes."""

from enum import IntEnum
from struct import Struct

# One byte for the kind and eight for the length, big-endian.
HEADER = Struct(">BQ")


class Kind(IntEnum):
    """What a frame contains."""

    READY = 1  # no body: the process has loaded its libraries
    CONTENT = 2  # a pickled InvoiceContent
    PDF = 3  # a packed RenderedPdf
    ERROR = 4  # UTF-8 text for the log, without data of the invoice


def pack_frame(kind: Kind, body: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return HEADER.pack(kind, len(body)) + body
