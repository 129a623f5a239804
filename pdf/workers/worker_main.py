"""The rendering process: documents in at standard input, files out at standard output, until either closes.

Run as `python -m pdf.workers.worker_main`; imports nothing of the service but `pdf`.
"""

import gc
import logging
import os
import pickle
import signal
import sys
import threading
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from pdf.content.invoice_content import InvoiceDocument, Party
from pdf.workers.frame import HEADER, Kind, pack_frame

# Below the server's own processes, so that requests are answered while invoices are printed.
NICENESS = 10


def main() -> None:
    """Render until standard input ends."""
    # Ctrl-C reaches the whole process group; the server decides when its workers go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The server's end is no error here, so it needs no traceback.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.nice(NICENESS)
    output = _claim_output()
    documents: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read_documents, args=(sys.stdin.buffer, documents), daemon=True).start()
    _warm_up()
    _send(output, Kind.READY)
    while True:
        _send(output, *_render(documents.get()))
        gc.collect()


def _claim_output() -> BinaryIO:
    """Return standard output as a private file; what libraries print goes to standard error instead."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return private


def _read_documents(source: BinaryIO, documents: SimpleQueue[bytes]) -> None:
    """Pass on what arrives. A thread, so that the end of the server is noticed in the midst of a render."""
    while len(header := source.read(HEADER.size)) == HEADER.size:
        _kind, length = HEADER.unpack(header)
        documents.put(source.read(length))
    os._exit(0)


def _warm_up() -> None:
    """Import the libraries, load the fonts and compile the template before the first document comes."""
    from pdf.rendering.invoice_file import make_invoice_file
    from pdf.text.faces import open_all

    open_all()
    # xhtml2pdf's warnings quote what it could not print, and that is customers' data.
    logging.disable()
    nobody = Party("")
    make_invoice_file(InvoiceDocument("", "draft", nobody, nobody, "", "", (), "", "", "", "", ""))
    # Collections in the midst of a render cost a tenth of its time; a render's rubbish is collected after it.
    gc.freeze()
    gc.disable()


def _render(body: bytes) -> tuple[Kind, bytes]:
    from pdf.rendering.invoice_file import make_invoice_file

    try:
        return Kind.PDF, make_invoice_file(pickle.loads(body))  # noqa: S301 - the server's own pipe
    except Exception as error:
        return Kind.ERROR, _describe(error).encode()


def _describe(error: Exception) -> str:
    """Return the error's type and place. Its message is left out: ReportLab's quote the document."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, {Path(frame.filename).name}:{frame.lineno}"


def _send(output: BinaryIO, kind: Kind, body: bytes = b"") -> None:
    output.write(pack_frame(kind, body))
    output.flush()


if __name__ == "__main__":
    main()
