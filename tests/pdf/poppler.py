"""The programs of poppler-utils, which read a PDF independently of what made it."""

import shutil
import subprocess

import pytest

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")


def run(program: str, pdf: bytes, *options: str) -> str:
    """What `pdftotext`, `pdffonts` or `pdfinfo` prints; it must have nothing to complain of."""
    done = subprocess.run(
        [program, *options, "-", *(["-"] if program == "pdftotext" else [])], input=pdf, capture_output=True, check=True
    )
    assert done.stderr == b""
    return done.stdout.decode()
