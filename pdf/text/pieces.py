"""Splits a text into pieces for shaping, each with one face and one direction."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from xhtml2pdf.bidi import display_order, needs_bidi  # type: ignore[import-untyped]

from pdf.text.faces import EMOJI_FACE, INVISIBLE, REPLACEMENT, TEXT_FACE, Face, find_face, has_character

# Marks, joiners and the tags of a flag use the face of the letter before them.
_ATTACHED = frozenset({"Mn", "Me", "Mc"})
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f") | {chr(tag) for tag in range(0xE0020, 0xE0080)}
_DIRECTIONS = {"L": 0, "R": 1, "AL": 1}


class Piece(NamedTuple):
    """Text with one face and one bidirectional level; an odd level is right to left."""

    text: str
    face: Face
    level: int


def split_pieces(text: str, rtl: bool) -> list[Piece]:
    """The pieces in reading order; `rtl` is the direction of the page.

    A character that no face has becomes a replacement character; an invisible one is dropped.
    """
    if not needs_bidi(text) and all(map(_is_plain, text)):
        return [Piece(text, TEXT_FACE, 0)] if text else []
    return list(_split(text, rtl))


def base_level(text: str, rtl: bool) -> int:
    """0 for left to right, 1 for right to left: the direction of its letters, or the page's if they have both.

    A text without letters, such as a phone number, is always left to right.
    """
    directions = {_DIRECTIONS.get(unicodedata.bidirectional(character)) for character in text} - {None}
    return int(rtl) if len(directions) == 2 else int(1 in directions)


def _split(text: str, rtl: bool) -> Iterator[Piece]:
    _order, levels = display_order(text, "R" if base_level(text, rtl) else "L")
    piece, face, at = list[str](), TEXT_FACE, 0
    for character, level in zip(text, levels, strict=True):
        drawn, wanted = _choose(character, face, bool(piece))
        if not drawn:
            continue
        if piece and (wanted is not face or level != at):
            yield Piece("".join(piece), face, at)
            piece = []
        piece.append(drawn)
        face, at = wanted, level
    if piece:
        yield Piece("".join(piece), face, at)


@cache
def _choose(character: str, face: Face, follows: bool) -> tuple[str, Face]:
    """The character to draw and its face, after a letter in `face`."""
    category = unicodedata.category(character)
    if follows and (character in _JOINERS or (category in _ATTACHED and has_character(face, character))):
        return character, face
    if character == " " and follows and face is not EMOJI_FACE and has_character(face, " "):
        return " ", face
    found = None if category in {"Cc", "Cf"} else find_face(character)
    if found is not None:
        return character, found
    if category in INVISIBLE:
        return "", face
    return REPLACEMENT, find_face(REPLACEMENT) or TEXT_FACE


@cache
def _is_plain(character: str) -> bool:
    return find_face(character) is TEXT_FACE and unicodedata.category(character) != "Cf"
