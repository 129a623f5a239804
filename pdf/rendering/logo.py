"""The seller's logo, read from the project's `data:` URI."""

import binascii
from base64 import b64decode
from io import BytesIO

from PIL import Image

_KINDS = {"data:image/png;base64": "PNG", "data:image/jpeg;base64": "JPEG"}
# A small file can decompress to gigabytes.
_MAX_PIXELS = 20_000_000


def read_logo(uri: str | None) -> BytesIO | None:
    """The image file; None if there is none or it can't be drawn."""
    kind, _, encoded = (uri or "").partition(",")
    if kind not in _KINDS:
        return None
    try:
        file = BytesIO(b64decode(encoded, validate=True))
        with Image.open(file, formats=[_KINDS[kind]]) as image:
            if image.width * image.height > _MAX_PIXELS:
                return None
            image.verify()
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    file.seek(0)
    return file
