"""The seller's logo, read from the project's `data:` URI."""

import binascii
from base64 import b64decode
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps

_KINDS = {"data:image/png;base64": "PNG", "data:image/jpeg;base64": "JPEG"}
# A small file can decompress to gigabytes.
_MAX_PIXELS = 20_000_000
# What ReportLab draws in colours that an e-invoice's PDF may have. DeviceCMYK would break PDF/A-3 (ISO 19005-3,
# 6.2.4.3), whose output intent is sRGB.
_DRAWN_AS_IT_IS = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}
# The size of a converted logo: 600 dots per inch as it is printed.
_MAX_SIZE = (1500, 400)


class LogoNotDrawn(ValueError):
    """The logo can't be drawn; the text says why."""


def read_logo(uri: str | None) -> BytesIO | None:
    """The image file; None if there is none or it can't be drawn."""
    try:
        return open_logo(uri) if uri else None
    except LogoNotDrawn:
        return None


def open_logo(uri: str) -> BytesIO:
    """The image file as it is drawn: upright and in sRGB or grey. Raises LogoNotDrawn."""
    kind, _, encoded = uri.partition(",")
    if kind not in _KINDS:
        raise LogoNotDrawn("not a PNG or JPEG image in base64")
    try:
        file = BytesIO(b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise LogoNotDrawn("its base64 is damaged") from error
    try:
        with Image.open(file, formats=[_KINDS[kind]]) as image:
            return _convert(image, _KINDS[kind], file)
    except LogoNotDrawn:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoNotDrawn(f"not a complete {_KINDS[kind]} image") from error


def _convert(image: Image.Image, kind: str, file: BytesIO) -> BytesIO:
    if image.width * image.height > _MAX_PIXELS:
        raise LogoNotDrawn(f"it has {image.width} × {image.height} pixels, more than {_MAX_PIXELS:,} in all")
    # A truncated file is found only by reading all of it.
    image.load()
    if image.mode in _DRAWN_AS_IT_IS[kind] and _is_upright(image):
        file.seek(0)
        return file
    upright = ImageOps.exif_transpose(_to_srgb(image))
    upright.thumbnail(_MAX_SIZE)
    converted = BytesIO()
    upright.save(converted, "PNG", icc_profile=None)
    converted.seek(0)
    return converted


def _is_upright(image: Image.Image) -> bool:
    return bool(image.getexif().get(ExifTags.Base.Orientation, 1) == 1)


def _to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode == "CMYK" and profile:
        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            # The exif data stays with the image, so it can still be turned.
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            return converted or image.convert("RGB")
        except ImageCms.PyCMSError:
            return image.convert("RGB")
    if image.mode.startswith("I"):
        # 16 bits a pixel.
        return image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
