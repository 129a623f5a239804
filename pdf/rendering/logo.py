"""The seller's picture, from the data: URI that the project holds."""

import binascii
from base64 import b64decode
from io import BytesIO

from PIL import Image

_KINDS = {"data:image/png;base64": "PNG", "data:image/jpeg;base64": "JPEG"}
# A small file may unpack to gigabytes.
_MOST_PIXELS = 20_000_000


def read_logo(uri: str | None) -> BytesIO | None:
    """The picture's bytes; None where there is none, or none that can be drawn."""
    kind, _, encoded = (uri or "").partition(",")
    if kind not in _KINDS:
        return None
    try:
        file = BytesIO(b64decode(encoded, validate=True))
        with Image.open(file, formats=[_KINDS[kind]]) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.verify()
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    file.seek(0)
    return file
