"""Lines put aside in a temporary file, and read again at their places."""

import os
from tempfile import TemporaryFile

_LENGTH_BITS = 32
_LENGTH = 2**_LENGTH_BITS - 1


class Spool:
    """First all lines are written, then they are read, in any order; end it with `close`."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 — it is open as long as this object
        self._end = 0
        self._is_flushed = False

    def close(self) -> None:
        """Deletes the temporary file."""
        self._file.close()

    def write(self, line: bytes) -> int:
        """Puts a line aside and returns its place, one number so that millions of them stay small."""
        place = self._end << _LENGTH_BITS | len(line)
        self._end += self._file.write(line)
        return place

    def read(self, place: int) -> bytes:
        """The line at the place."""
        if not self._is_flushed:
            self._file.flush()
            self._is_flushed = True
        # Seeking in a file would read a whole buffer for each line, and mapping it would count as memory.
        return os.pread(self._file.fileno(), place & _LENGTH, place >> _LENGTH_BITS)
