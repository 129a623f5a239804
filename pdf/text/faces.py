"""The font for each character: faces of installed font packages, opened when first needed."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# The categories of characters that are not drawn.
INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me"})
SEMIBOLD = 600.0

# The stroke that makes a face without a bold look semibold, as a fraction of the type size.
BOLD_STROKE = 0.028


class Face(NamedTuple):
    """A font of an installed package; `bold` is a file, or a weight on the axis of the regular one."""

    package: str
    regular: str
    bold: str | None = None


class Cut(NamedTuple):
    """An open face in one weight; `stroke` is drawn around its letters, as a fraction of the type size."""

    font: hb.Font
    face: hb.Face
    name: str
    weight: float | None
    stroke: float


# Source Sans has figures of equal width, so that they align in columns.
TEXT_FACE = Face("font_source_sans_pro", "files/SourceSansPro-Regular.ttf", bold="files/SourceSansPro-Semibold.ttf")
EMOJI_FACE = Face("manimgx_fonts", "NotoEmoji[wght].ttf")
CJK_FACE = Face("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf")

# In the order in which they are tried: the general face, then the most common scripts.
SCRIPTS = (
    "", "Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi",
    "Kannada", "Malayalam", "Oriya", "Sinhala", "Armenian", "Georgian", "Khmer", "Lao", "Myanmar", "Ethiopic",
    "Symbols",
)  # fmt: skip
# Scripts that no font package has; their files are in `fonts/`.
RARE_SCRIPTS = (
    "SerifTibetan", "SansThaana", "SansSyriac", "SansNKo", "SansMongolian", "SansCherokee", "SansTifinagh",
    "SansCanadianAboriginal", "SansOlChiki", "SansMeeteiMayek", "SansJavanese", "SansYi", "SansAdlam",
)  # fmt: skip
FACES = (
    TEXT_FACE,
    *(Face("manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in SCRIPTS),
    CJK_FACE,
    EMOJI_FACE,
    *(Face("pdf", f"text/fonts/Noto{script}-Regular.ttf") for script in RARE_SCRIPTS),
)


@cache
def find_face(character: str) -> Face | None:
    """The first face that has the character; the text face must have it in both weights."""
    return next((face for face in _candidates(ord(character)) if has_character(face, character)), None)


@cache
def has_character(face: Face, character: str) -> bool:
    """Whether the face has the character in each weight."""
    return all(ord(character) in each for each in _characters(face))


@cache
def open_cut(face: Face, bold: bool) -> Cut:
    """The face in the regular or a semibold weight."""
    file = face.bold if bold and face.bold else face.regular
    opened = _open(face.package, file)
    font = hb.Font(opened)
    if not bold or face.bold:
        return Cut(font, opened, _name(file), None, 0.0)
    if any(axis.tag == "wght" for axis in opened.axis_infos):
        font.set_variations({"wght": SEMIBOLD})
        return Cut(font, opened, f"{_name(file)}-SemiBold", SEMIBOLD, 0.0)
    return Cut(font, opened, f"{_name(file)}-Stroked", None, BOLD_STROKE)


def open_all() -> None:
    """Opens all faces and reads their characters, so that the first invoices are not slower."""
    for face in FACES:
        _characters(face)


def _candidates(code: int) -> Iterator[Face]:
    # The large face first if no other can have the character: then the others need not be opened.
    if 0x3000 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0x20000 <= code <= 0x3FFFF:
        yield CJK_FACE
    yield from FACES


@cache
def _characters(face: Face) -> tuple[hb.Set, ...]:
    files = (face.regular, face.bold) if face.bold else (face.regular,)
    return tuple(_open(face.package, file).unicodes for file in files)


@cache
def _open(package: str, file: str) -> hb.Face:
    # The package is located but not imported: some import pkg_resources or list their folders.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FontNotInstalled(package)
    return hb.Face(hb.Blob.from_file_path(str(Path(spec.submodule_search_locations[0], file))))


def _name(file: str) -> str:
    """A PostScript name, without brackets, which would end it."""
    return Path(file).stem.replace("[wght]", "")


class FontNotInstalled(Exception):
    """A font package named in the project's dependencies is missing; the argument is its import name."""
