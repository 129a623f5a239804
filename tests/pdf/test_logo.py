"""Logos are drawn upright and in sRGB, or refused with the reason."""

import base64
import io
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageCms
from pypdf import PdfReader

from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent
from pdf.rendering.invoice_file import make_invoice_file
from pdf.rendering.logo import LogoNotDrawn, open_logo, read_logo
from tests.pdf.einvoice.corpus import Item, issue

SIDEWAYS = Image.Exif()
SIDEWAYS[ExifTags.Base.Orientation] = 6


def file_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def uri(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def with_logo(logo: str) -> InvoiceContent:
    return compose(issue(Item(2900), project={"logo": logo}))


def test_a_logo_in_cmyk_is_drawn_in_rgb_even_within_an_e_invoice() -> None:
    red = file_of(Image.new("CMYK", (120, 40), (0, 255, 255, 0)), "JPEG")

    content = with_logo(uri(red, "jpeg"))

    assert content.einvoice is not None
    file = make_invoice_file(content)
    [picture] = PdfReader(io.BytesIO(file)).pages[0].images
    assert picture.image is not None
    assert (picture.image.mode, picture.image.getpixel((60, 20))) == ("RGB", (255, 0, 0))
    assert b"/DeviceCMYK" not in file


def test_a_colour_profile_that_does_not_fit_the_picture_is_ignored() -> None:
    # A CMYK profile is too large to make here; one that does not fit the picture is as good as none.
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = file_of(Image.new("CMYK", (12, 4), (0, 255, 255, 0)), "JPEG", icc_profile=srgb)

    assert Image.open(open_logo(uri(red, "jpeg"))).getpixel((6, 2)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_a_photograph_that_lies_on_its_side_is_drawn_upright(mode: str) -> None:
    lying = file_of(Image.new(mode, (120, 40)), "JPEG", exif=SIDEWAYS)

    drawn = Image.open(open_logo(uri(lying, "jpeg")))

    assert drawn.size == (40, 120)
    assert drawn.getexif().get(ExifTags.Base.Orientation) is None


def test_sixteen_bits_keep_their_brightness() -> None:
    grey = file_of(Image.new("I;16", (9, 9), 0x8000), "PNG")

    assert Image.open(open_logo(uri(grey, "png"))).getpixel((4, 4)) == 0x80


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "png"), ("P", "png"), ("RGB", "jpeg"), ("L", "jpeg")])
def test_what_can_be_drawn_stays_as_it_is(mode: str, kind: str) -> None:
    content = file_of(Image.new(mode, (9, 9)), kind)

    assert open_logo(uri(content, kind)).getvalue() == content


PICTURE = Image.effect_noise((200, 200), 50)
UNDRAWABLE = [
    (uri(file_of(PICTURE, "JPEG")[:9000], "jpeg"), "not a complete JPEG image"),
    (uri(file_of(PICTURE, "PNG")[:9000], "png"), "not a complete PNG image"),
    (uri(file_of(PICTURE, "GIF"), "png"), "not a complete PNG image"),
    (uri(file_of(PICTURE, "PNG"), "jpeg"), "not a complete JPEG image"),
    (
        uri(file_of(Image.new("1", (8000, 8000)), "PNG"), "png"),
        "it has 8000 × 8000 pixels, more than 20,000,000 in all",
    ),
    ("data:image/png;base64,A", "its base64 is damaged"),
    ("data:image/gif;base64,AAAA", "not a PNG or JPEG image in base64"),
]


@pytest.mark.parametrize(("logo", "reason"), UNDRAWABLE, ids=range(len(UNDRAWABLE)))
def test_what_cannot_be_drawn_is_refused_with_the_reason(logo: str, reason: str) -> None:
    with pytest.raises(LogoNotDrawn) as refused:
        open_logo(logo)

    assert str(refused.value) == reason
    assert read_logo(logo) is None
