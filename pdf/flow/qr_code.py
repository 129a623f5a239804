"""A QR code, drawn as rectangles."""

from typing import Any

from reportlab.lib.colors import black  # type: ignore[import-untyped]
from reportlab.platypus.flowables import Flowable  # type: ignore[import-untyped]
from segno import QRCode
from segno.helpers import make_epc_qr

from pdf.content.payment_methods import Transfer

# How many characters the code has room for.
_MAX_TEXT, _MAX_HOLDER = 140, 70


def transfer_code(transfer: Transfer) -> QRCode:
    """The code, after EPC069-12."""
    return make_epc_qr(
        name=transfer.holder[:_MAX_HOLDER],
        iban=transfer.iban,
        amount=transfer.amount,
        text=transfer.reference[:_MAX_TEXT],
        bic=transfer.bic,
        encoding="utf-8",
    )


class QrCode(Flowable):  # type: ignore[misc]
    """A credit transfer for a banking app (EPC069-12), `size` points wide and high."""

    def __init__(self, transfer: Transfer, size: float) -> None:
        super().__init__()
        self._rows = tuple(transfer_code(transfer).matrix)
        self._size = size

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size, whatever there is room for."""
        self.width = self.height = self._size
        return self._size, self._size

    def draw(self) -> None:
        """Draws each run of dark modules as one rectangle, in one path."""
        module = self._size / len(self._rows)
        path: Any = self.canv.beginPath()
        for index, row in enumerate(self._rows):
            y = self._size - (index + 1) * module
            for start, end in _runs(row):
                path.rect(start * module, y, (end - start) * module, module)
        self.canv.setFillColor(black)
        self.canv.drawPath(path, stroke=0, fill=1)


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    runs, start = [], None
    for index, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            runs.append((start, index))
            start = None
    return runs
