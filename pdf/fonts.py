"""Which font draws which character: faces from font packages, loaded when a document needs them."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.fonts import addMapping  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import registerFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from xhtml2pdf.default import DEFAULT_FONT  # type: ignore[import-untyped]

from pdf.cff_font import CffFont

# Source Sans: tabular figures, Latin, Greek, Cyrillic, Vietnamese; the one family with a real bold.
TEXT_FAMILY = "Source Sans"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Face(NamedTuple):
    """A font file of an installed package."""

    family: str
    package: str
    file: str


TEXT_FACE = Face(TEXT_FAMILY, "font_source_sans_pro", "files/SourceSansPro-Regular.ttf")
BOLD_FACE = Face("Source Sans Bold", "font_source_sans_pro", "files/SourceSansPro-Semibold.ttf")
CJK_FACE = Face("Noto CJK", "noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf")

# In the order in which they are tried: the commonest scripts first, the heaviest files last.
SCRIPTS = (
    "", "Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi",
    "Kannada", "Malayalam", "Oriya", "Sinhala", "Armenian", "Georgian", "Khmer", "Lao", "Myanmar", "Ethiopic",
    "Symbols",
)  # fmt: skip
FALLBACK_FACES = (
    *(Face(f"Noto {script}".strip(), "manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in SCRIPTS),
    CJK_FACE,
    Face("Noto Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf"),
)

REPLACEMENT_FACE = FALLBACK_FACES[0]


def choose_families(text: str) -> tuple[list[str], frozenset[str]]:
    """Return the families that draw `text` between them, best first, and the characters none of them has."""
    missing = {character for character in text if not character.isspace()} - load_text_family()
    families = [TEXT_FAMILY]
    for face in FALLBACK_FACES:
        if not missing:
            break
        covered = missing & load_face(face)
        if covered:
            families.append(face.family)
            missing -= covered
    if missing and REPLACEMENT_FACE.family not in families:
        load_face(REPLACEMENT_FACE)
        families.append(REPLACEMENT_FACE.family)
    return families, frozenset(missing)


@cache
def load_text_family() -> frozenset[str]:
    """Register the text family with its bold; return the characters that both have."""
    covered = load_face(TEXT_FACE) & load_face(BOLD_FACE)
    for italic in (0, 1):
        addMapping(TEXT_FAMILY, 1, italic, BOLD_FACE.family)
    return covered


@cache
def load_face(face: Face) -> frozenset[str]:
    """Register a face under its family's name with ReportLab and xhtml2pdf; return the characters it has."""
    font = _reader(face)(face.family, _locate(face))
    registerFont(font)
    # xhtml2pdf knows a family only from here or from an @font-face, which reads the file for every document.
    DEFAULT_FONT[face.family.lower()] = face.family
    return frozenset(map(chr, font.face.charToGlyph))


def _reader(face: Face) -> Callable[[str, Path], TTFont]:
    return CffFont if face is CJK_FACE else _read_truetype


def _read_truetype(name: str, path: Path) -> TTFont:
    return TTFont(name, str(path), asciiReadable=False, shapable=False)


def _locate(face: Face) -> Path:
    # The package is located, not imported: some import pkg_resources or list their folders.
    spec = find_spec(face.package)
    if spec is None or not spec.submodule_search_locations:
        raise FontNotInstalled(face.package)
    return Path(spec.submodule_search_locations[0], face.file)


class FontNotInstalled(Exception):
    """A font package named in the project's dependencies is missing; the argument is its import name."""
