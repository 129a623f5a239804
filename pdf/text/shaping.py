"""Turns characters into positioned glyphs with HarfBuzz."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

from pdf.text.faces import Cut, Face, open_cut

# Words, amounts and labels repeat. A run takes about 1 kB.
KEPT_RUNS = 8192
_JOINERS = "\u200c\u200d"
_SPACES = str.maketrans("\u00a0\u202f\u2007", "   ")


class Glyph(NamedTuple):
    """A glyph, its `advance` to the next and its offset `dx` and `dy`, as fractions of the type size."""

    id: int
    advance: float
    dx: float
    dy: float


class Cluster(NamedTuple):
    """The glyphs that together draw `text`: a letter, a ligature or a syllable.

    `marks` are invisible characters at its left and right; the left one may start the line.
    """

    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    marks: tuple[str, str] = ("", "")
    begins_line: bool = False


class Run:
    """A piece of text in one face and direction, with its clusters in visual order.

    If each cluster is one glyph on the baseline, `plain` has the operators and `pairs` the text of each glyph.
    """

    __slots__ = ("clusters", "cut", "face", "pairs", "plain", "text", "width")

    def __init__(self, text: str, face: Face, cut: Cut, clusters: tuple[Cluster, ...]) -> None:
        self.text = text
        self.face = face
        self.cut = cut
        self.clusters = clusters
        self.width = sum(cluster.width for cluster in clusters)
        plain = not any(any(cluster.marks) for cluster in clusters) and all(map(is_plain, clusters))
        self.pairs = frozenset((cluster.glyphs[0].id, cluster.text) for cluster in clusters) if plain else None
        glyphs = [cluster.glyphs[0] for cluster in clusters] if plain else []
        self.plain = pack([place(glyph, glyph_width(cut, glyph.id)) for glyph in glyphs])


@lru_cache(KEPT_RUNS)
def shape(text: str, face: Face, bold: bool, rtl: bool, language: str) -> Run:
    """The glyphs of a piece of text; `language` (BCP 47) selects regional forms."""
    cut = open_cut(face, bold)
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.language = language
    hb.shape(cut.font, buffer)
    return Run(text, face, cut, tuple(_clusters(text, buffer, cut.face.upem)))


def _clusters(text: str, buffer: hb.Buffer, units: int) -> list[Cluster]:
    infos, places = buffer.glyph_infos or (), buffer.glyph_positions or ()
    # A no-break space is copied and drawn as a normal space.
    text = text.translate(_SPACES)
    starts = [info.cluster for info in infos]
    if starts == list(range(len(text))):
        glyphs = [
            (info.codepoint, at.x_advance, at.x_offset, at.y_offset) for info, at in zip(infos, places, strict=True)
        ]
        return _attach_marks([_letter(text[index], glyph, units) for index, glyph in enumerate(glyphs)], buffer)
    groups: dict[int, list[Glyph]] = {}
    for start, info, at in zip(starts, infos, places, strict=True):
        glyph = Glyph(info.codepoint, at.x_advance / units, at.x_offset / units, at.y_offset / units)
        groups.setdefault(start, []).append(glyph)
    ends = dict(pairwise([*sorted(groups), len(text)]))
    return _attach_marks(
        [_cluster(text[start : ends[start]], glyphs) for start, glyphs in sorted(groups.items())], buffer
    )


@lru_cache(KEPT_RUNS)
def _letter(text: str, glyph: tuple[int, int, int, int], units: int) -> Cluster:
    """A cluster of one character and one glyph, as HarfBuzz positions it."""
    return _cluster(text, [Glyph(glyph[0], glyph[1] / units, glyph[2] / units, glyph[3] / units)])


def _cluster(text: str, glyphs: Sequence[Glyph]) -> Cluster:
    return Cluster(text, tuple(glyphs), sum(glyph.advance for glyph in glyphs))


def _attach_marks(clusters: list[Cluster], buffer: hb.Buffer) -> list[Cluster]:
    """Clusters in visual order, with each zero-width mark joined to its letter.

    A separate mark above the line would be taken for another line by programs that extract text.
    """
    rtl, attached = buffer.direction == "rtl", list[Cluster]()
    for cluster in clusters:
        if cluster.width or not attached:
            attached.append(cluster)
        else:
            letter = attached[-1]
            glyphs = cluster.glyphs + letter.glyphs if rtl else letter.glyphs + cluster.glyphs
            attached[-1] = _cluster(letter.text + cluster.text, glyphs)
    return [_part_joiner(cluster) for cluster in reversed(attached)] if rtl else attached


def _part_joiner(cluster: Cluster) -> Cluster:
    """Makes a joiner beside a right-to-left letter a mark of its own; copied text would have it elsewhere."""
    letter = cluster.text.strip(_JOINERS)
    if not letter or letter == cluster.text:
        return cluster
    before, after = cluster.text.split(letter)
    return cluster._replace(text=letter, marks=(after, before))


def is_plain(cluster: Cluster) -> bool:
    """Whether the cluster is one glyph on the baseline."""
    return len(cluster.glyphs) == 1 and not cluster.glyphs[0].dy


@lru_cache(KEPT_RUNS)
def place(glyph: Glyph, width: int) -> str:
    """The glyph as elements of a TJ array (PDF 32000-1, 9.4.3), with offset and kerning; the caller handles `dy`.

    `width` is its advance, in thousandths of the type size.
    """
    dx = round(glyph.dx * 1000)
    rest = width + dx - round(glyph.advance * 1000)
    return f"{-dx if dx else ''}<{glyph.id:04X}>{rest or ''}"


def pack(elements: Iterable[str]) -> str:
    """The operator that shows the elements of a TJ array."""
    return f"[{' '.join(elements).replace('> <', '')}]TJ"


@cache
def glyph_width(cut: Cut, glyph: int) -> int:
    """The advance of the glyph, in thousandths of the type size."""
    advance: int = cut.font.get_glyph_h_advance(glyph)
    units: int = cut.face.upem
    return round(advance * 1000 / units)
