"""What qpdf finds wrong with a file: another program's reading of its syntax, its references and its streams."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_qpdf = pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")

_CLEAN = "No syntax or stream encoding errors found"


def find_faults(pdf: bytes, folder: Path) -> str:
    """Errors and warnings; empty for a file that has none. The folder is for the file: qpdf reads no pipe."""
    file = folder / "invoice.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    return "" if done.returncode == 0 and _CLEAN in done.stdout else done.stdout + done.stderr
