"""New composite glyphs for a TrueType font, so that several glyphs get one code in a file."""

from collections.abc import Sequence
from struct import pack, pack_into, unpack, unpack_from
from typing import NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

# OpenType, "glyf": arguments are words, arguments are offsets, another component follows.
_WORDS, _OFFSETS, _MORE = 0x0001, 0x0002, 0x0020
# OpenType, "Calculating checksums": the required sum of the whole file.
_WHOLE = 0xB1B0AFBA


class Part(NamedTuple):
    """A glyph and the offset of its origin, in font units."""

    glyph: int
    x: int
    y: int


class Composite(NamedTuple):
    """The parts of a new glyph, which is blank without any, and its advance."""

    parts: tuple[Part, ...]
    advance: int


def add_composites(face: hb.Face, first: int, composites: Sequence[Composite]) -> bytes:
    """The font with the composites added as glyphs from the id `first`, which is after its own."""
    tables = {tag: bytearray(face.reference_table(tag).data) for tag in face.table_tags}
    outlines, starts, metrics = tables["glyf"], _read_starts(tables), _read_metrics(tables)
    absent = first - len(metrics)
    starts += [starts[-1]] * absent
    metrics += [(0, 0)] * absent
    for composite in composites:
        outline, left = _make_outline(composite.parts, outlines, starts)
        outlines += outline
        starts.append(len(outlines))
        metrics.append((composite.advance, left))
    tables["loca"] = bytearray(pack(f">{len(starts)}I", *starts))
    tables["hmtx"] = bytearray(b"".join(pack(">Hh", *each) for each in metrics))
    pack_into(">h", tables["head"], 50, 1)
    pack_into(">H", tables["hhea"], 34, len(metrics))
    _set_limits(tables["maxp"], len(metrics), max(1, *(len(composite.parts) for composite in composites)))
    return _write(tables)


def _read_starts(tables: dict[str, bytearray]) -> list[int]:
    """The offset of each outline, and the end of the last."""
    [is_long] = unpack_from(">h", tables["head"], 50)
    loca = tables["loca"]
    if is_long:
        return list(unpack(f">{len(loca) // 4}I", loca))
    return [2 * start for start in unpack(f">{len(loca) // 2}H", loca)]


def _read_metrics(tables: dict[str, bytearray]) -> list[tuple[int, int]]:
    """The advance and left side bearing of each glyph; the last advance applies to all that follow."""
    [count] = unpack_from(">H", tables["maxp"], 4)
    [full] = unpack_from(">H", tables["hhea"], 34)
    pairs = list(unpack_from(">" + "Hh" * full, tables["hmtx"]))
    metrics = list(zip(pairs[::2], pairs[1::2], strict=True))
    lefts = unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    return metrics + [(metrics[-1][0], left) for left in lefts]


def _make_outline(parts: Sequence[Part], outlines: bytearray, starts: list[int]) -> tuple[bytes, int]:
    """The outline and its left edge; empty if all parts are blank."""
    drawn = [part for part in parts if starts[part.glyph] < starts[part.glyph + 1]]
    if not drawn:
        return b"", 0
    boxes = [unpack_from(">4h", outlines, starts[part.glyph] + 2) for part in drawn]
    left = min(part.x + box[0] for part, box in zip(drawn, boxes, strict=True))
    bottom = min(part.y + box[1] for part, box in zip(drawn, boxes, strict=True))
    right = max(part.x + box[2] for part, box in zip(drawn, boxes, strict=True))
    top = max(part.y + box[3] for part, box in zip(drawn, boxes, strict=True))
    outline = pack(">5h", -1, left, bottom, right, top)
    for part in drawn:
        outline += pack(">HHhh", _WORDS | _OFFSETS | (0 if part is drawn[-1] else _MORE), *part)
    return _pad(outline), left


def _set_limits(maxp: bytearray, glyphs: int, parts: int) -> None:
    pack_into(">H", maxp, 4, glyphs)
    points, contours, composite_points, composite_contours = unpack_from(">4H", maxp, 6)
    elements, depth = unpack_from(">2H", maxp, 28)
    most_points, most_contours = max(points, composite_points) * parts, max(contours, composite_contours) * parts
    pack_into(">2H", maxp, 10, min(most_points, 0xFFFF), min(most_contours, 0xFFFF))
    pack_into(">2H", maxp, 28, max(elements, parts), depth + 1)


def _write(tables: dict[str, bytearray]) -> bytes:
    pack_into(">I", tables["head"], 8, 0)
    power = len(tables).bit_length() - 1
    span = 16 << power
    directory, body = pack(">I4H", 0x00010000, len(tables), span, power, 16 * len(tables) - span), bytearray()
    start = len(directory) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        directory += pack(">4s3I", tag.encode(), _sum(table), start + len(body), len(table))
        if tag == "head":
            place = start + len(body) + 8
        body += _pad(table)
    file = bytearray(directory + body)
    pack_into(">I", file, place, (_WHOLE - _sum(file)) & 0xFFFFFFFF)
    return bytes(file)


def _sum(table: bytes | bytearray) -> int:
    words: tuple[int, ...] = unpack(f">{len(_pad(table)) // 4}I", _pad(table))
    return sum(words) & 0xFFFFFFFF


def _pad(data: bytes | bytearray) -> bytes:
    return bytes(data) + bytes(-len(data) % 4)
