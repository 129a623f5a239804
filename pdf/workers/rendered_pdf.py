"""What a worker process gives back for an invoice's content, and its form on the way."""

from typing import NamedTuple, Self


class RenderedPdf(NamedTuple):
    """The file, and the characters that no font has, such as "U+13000"."""

    content: bytes
    undrawn: tuple[str, ...] = ()

    def pack(self) -> bytes:
        """A line with the characters, then the file."""
        return " ".join(self.undrawn).encode() + b"\n" + self.content

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """The reverse of `pack`."""
        undrawn, _, content = packed.partition(b"\n")
        return cls(content, tuple(undrawn.decode().split()))
