"""Breaks a text into shaped lines of a given width, each in visual order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from pdf.text.breaks import find_breaks
from pdf.text.faces import CJK_FACE
from pdf.text.han import choose_forms
from pdf.text.marks import mark_directions
from pdf.text.pieces import Piece, base_level, split_pieces
from pdf.text.shaping import Run, shape

# A longer stretch without a break opportunity is split before shaping, so that time stays linear.
_LONGEST_WORD = 200
_FINAL_FORM = 0.5
_MOST_LETTERS_PER_EM = 6
_STRETCHES = re.compile(rf".{{1,{_LONGEST_WORD}}}", re.DOTALL)


class Style(NamedTuple):
    """The style of a text; `language` is BCP 47 and `rtl` the direction of the page.

    `han` is the form of Chinese characters (BCP 47) if the text does not determine it.
    """

    bold: bool = False
    language: str = "en"
    rtl: bool = False
    han: str | None = None


class Line(NamedTuple):
    """Runs from left to right, and their width as a multiple of the type size."""

    runs: tuple[Run, ...]
    width: float


class _Atom(NamedTuple):
    """A run that is not broken, and its level; a space may extend past the edge."""

    run: Run
    level: int
    is_space: bool


def set_lines(text: str, width: float, style: Style) -> list[Line]:
    """The lines of a text, at most `width` type sizes wide; a newline starts a new one."""
    if not text.isascii():
        text = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
        style = style._replace(han=choose_forms(text, style.han))
    parts = text.replace("\t", " ").splitlines() or [""]
    return [line for part in parts for line in _set_paragraph(part.strip(), width, style)]


def measure(text: str, style: Style) -> float:
    """The width of a text on one line, as a multiple of the type size."""
    return set_lines(text, float("inf"), style)[0].width


def _set_paragraph(text: str, width: float, style: Style) -> Iterator[Line]:
    pieces, base = split_pieces(text, style.rtl), base_level(text, style.rtl)
    # Most texts fit and are shaped in one go; a long text is not worth the attempt.
    if len(text) < _MOST_LETTERS_PER_EM * width:
        atoms = [_Atom(_shape(piece, piece.text, style), piece.level, False) for piece in pieces]
        if sum(atom.run.width for atom in atoms) <= width:
            yield _order(atoms, base)
            return
    for line in _fill(_cut(pieces, style), width, style):
        yield _order(line, base)


def _shape(piece: Piece, text: str, style: Style) -> Run:
    language = style.han or style.language if piece.face is CJK_FACE else style.language
    return shape(text, piece.face, style.bold, bool(piece.level & 1), language)


def _cut(pieces: list[Piece], style: Style) -> Iterator[list[_Atom]]:
    """Words: atoms without a break opportunity between them, and the spaces after them."""
    text = "".join(piece.text for piece in pieces)
    ends = iter([*find_breaks(text), len(text)])
    end, at, word = next(ends), 0, list[_Atom]()
    for piece in pieces:
        start = 0
        while start < len(piece.text):
            stop = min(end - at, len(piece.text))
            word += _atoms(piece, piece.text[start:stop], style)
            if at + stop == end:
                yield word
                word, end = [], next(ends, len(text))
            start = stop
        at += len(piece.text)


def _atoms(piece: Piece, text: str, style: Style) -> Iterator[_Atom]:
    letters = text.rstrip()
    for stretch in _STRETCHES.findall(letters):
        yield _Atom(_shape(piece, stretch, style), piece.level, False)
    if len(letters) < len(text):
        yield _Atom(_shape(piece, text[len(letters) :], style), piece.level, True)


def _fill(words: Iterable[list[_Atom]], width: float, style: Style) -> Iterator[list[_Atom]]:
    line, used = list[_Atom](), 0.0
    for word in words:
        needed = sum(atom.run.width for atom in word if not atom.is_space)
        if line and used + needed > width:
            yield line
            line, used = [], 0.0
        if needed > width:
            *whole, word = _tear(word, width, style)
            yield from whole
        line += word
        used += sum(atom.run.width for atom in word)
    yield line


def _tear(word: list[_Atom], width: float, style: Style) -> Iterator[list[_Atom]]:
    """Splits a word that is wider than a line into lines that are as full as possible."""
    line, used = list[_Atom](), 0.0
    # A joining letter may be wider in its final form.
    width -= _FINAL_FORM if width > 2 * _FINAL_FORM else 0
    for atom in word:
        for part in _parts(atom):
            if line and used + part.run.width > width and not atom.is_space:
                yield _join(line, style)
                line, used = [], 0.0
            line.append(part)
            used += part.run.width
    yield _join(line, style)


def _parts(atom: _Atom) -> Iterator[_Atom]:
    """One atom for each cluster, in reading order."""
    clusters = reversed(atom.run.clusters) if atom.level & 1 else atom.run.clusters
    for cluster in clusters:
        yield _Atom(Run(cluster.text, atom.run.face, atom.run.cut, (cluster,)), atom.level, atom.is_space)


def _join(parts: list[_Atom], style: Style) -> list[_Atom]:
    """Shapes neighbours together again, so that letters at the edge of a line get their final forms."""
    joined = list[_Atom]()
    for (face, level, is_space), group in groupby(parts, lambda part: (part.run.face, part.level, part.is_space)):
        text = "".join(part.run.text for part in group)
        joined.append(_Atom(_shape(Piece(text, face, level), text, style), level, is_space))
    return joined


def _order(atoms: list[_Atom], base: int) -> Line:
    """UAX #9, L1 and L2: removes spaces at the end and reverses right-to-left runs."""
    while atoms and atoms[-1].is_space:
        atoms = atoms[:-1]
    levels = [atom.level for atom in atoms]
    if not any(levels):
        runs = tuple(atom.run for atom in atoms)
    else:
        for level in range(max(levels), 0, -1):
            atoms = _reverse_at(atoms, level)
        runs = tuple(mark_directions([(atom.run, atom.level) for atom in atoms], base))
    return Line(runs, sum(run.width for run in runs))


def _reverse_at(atoms: list[_Atom], level: int) -> list[_Atom]:
    turned, group = list[_Atom](), list[_Atom]()
    for atom in atoms:
        if atom.level >= level:
            group.append(atom)
        else:
            turned += [*reversed(group), atom]
            group = []
    return turned + group[::-1]
