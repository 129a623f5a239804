"""The worker process: reads contents from standard input and writes files to standard output, until either closes.

It runs as `python -m pdf.workers.worker_main`.
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

from pdf.workers.frame import HEADER, Kind, pack_frame
from pdf.workers.rendered_pdf import RenderedPdf

# Lower priority than the server, so that requests are answered while invoices are rendered.
NICENESS = 10


def main() -> None:
    """Renders invoices until standard input ends."""
    # Ctrl-C reaches the whole process group, but the server decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The end of the server is not an error here and needs no traceback.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.nice(NICENESS)
    output = _claim_output()
    contents: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read_contents, args=(sys.stdin.buffer, contents), daemon=True).start()
    _warm_up()
    _send(output, Kind.READY)
    while True:
        _send(output, *_render(contents.get()))
        gc.collect()


def _claim_output() -> BinaryIO:
    """Standard output as a private file; what libraries print goes to standard error instead."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return private


def _read_contents(source: BinaryIO, contents: SimpleQueue[bytes]) -> None:
    """Queues what arrives. It runs in a thread, so that the end of the server is noticed during a render."""
    while len(header := source.read(HEADER.size)) == HEADER.size:
        _kind, length = HEADER.unpack(header)
        contents.put(source.read(length))
    os._exit(0)


def _warm_up() -> None:
    """Imports the libraries, loads the fonts and compiles the template before the first invoice."""
    # Garbage collection during a render costs a tenth of its time; it runs between renders.
    gc.disable()
    from pdf.content.invoice_content import InvoiceContent, Party
    from pdf.rendering.invoice_file import make_invoice_file
    from pdf.text.faces import open_all

    open_all()
    # xhtml2pdf's warnings quote text that it could not print, which is customers' data.
    logging.disable()
    nobody = Party("")
    make_invoice_file(InvoiceContent("", "draft", nobody, nobody, "", "", (), (), "", ""))
    gc.collect()
    gc.freeze()


def _render(body: bytes) -> tuple[Kind, bytes]:
    from pdf.rendering.invoice_file import make_invoice_file
    from pdf.text.undrawn import find_undrawn

    try:
        content = pickle.loads(body)  # noqa: S301 - the server's own pipe
        return Kind.PDF, RenderedPdf(make_invoice_file(content), tuple(find_undrawn(content))).pack()
    except Exception as error:
        return Kind.ERROR, _describe(error).encode()


def _describe(error: Exception) -> str:
    """The error's type and location, without its message: ReportLab's messages quote the invoice."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, {Path(frame.filename).name}:{frame.lineno}"


def _send(output: BinaryIO, kind: Kind, body: bytes = b"") -> None:
    output.write(pack_frame(kind, body))
    output.flush()


if __name__ == "__main__":
    main()
