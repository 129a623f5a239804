"""Line break opportunities: after spaces and hyphens, between ideographs, between Thai phrases."""

import re
from functools import cache
from typing import Any

# Characters that must not start, and must not end, a Chinese, Japanese or Korean line (UAX #14: CL, NS, EX, OP).
_NO_START = (
    "、。，．・：；？！ゝゞヽヾーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ々〻‐゠–〜～）］"
    "｝〕〉》」』】〙〗〟’”｠»%‰℃°)]},.;:!?"
)
_NO_END = "（［｛〔〈《「『【〘〖〝‘“｟«([{¥€$￥"
_WIDE = "\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"

_BREAK = re.compile(
    # After spaces, and at a zero-width space.
    "[ \t\u1680\u2000-\u2006\u2008-\u200b\u205f\u3000]+"
    # After a hyphen, slash or dot between letters, so that numbers and dates stay whole.
    r"|(?<=[^\W\d_]{2})[-/–—.](?=[^\W\d_]{2})"
    # Next to an ideograph.
    f"|(?<=[{_WIDE}])(?![{re.escape(_NO_START)}\\s])(?<![{re.escape(_NO_END)}])"
    f"|(?<=\\S)(?=[{_WIDE}])(?![{re.escape(_NO_START)}])(?<![{re.escape(_NO_END)}])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_THAI = re.compile("[\u0e00-\u0e7f]{4,}")

# Finding Thai phrases takes about 10 µs a letter. A longer text is broken wherever the line is full.
_LONGEST_THAI = 20_000


def find_breaks(text: str) -> list[int]:
    """The indexes where a line may end, in order, without the start and end of the text."""
    found = {match.end() for match in _BREAK.finditer(text)}
    for match in _EMAIL.finditer(text) if "@" in text else ():
        found.difference_update(range(match.start() + 1, match.end()))
    for match in _THAI.finditer(text) if len(text) <= _LONGEST_THAI else ():
        found.update(_thai_phrases(match[0], match.start()))
    return sorted(found - {0, len(text)})


def _thai_phrases(text: str, start: int) -> list[int]:
    ends = []
    for phrase in _thai_parser().parse(text):
        start += len(phrase)
        ends.append(start)
    return ends[:-1]


@cache
def _thai_parser() -> Any:
    import budoux

    return budoux.load_default_thai_parser()
