"""Where a line may end: after spaces, within alphabets after a hyphen, between ideographs, between Thai phrases."""

import re
from functools import cache
from typing import Any

# What may not begin a line and what may not end one in Chinese, Japanese and Korean (UAX #14: CL, NS, EX, OP).
_NO_START = (
    "、。，．・：；？！ゝゞヽヾーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ々〻‐゠–〜～）］"
    "｝〕〉》」』】〙〗〟’”｠»%‰℃°)]},.;:!?"
)
_NO_END = "（［｛〔〈《「『【〘〖〝‘“｟«([{¥€$￥"
_WIDE = "\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"

_BREAK = re.compile(
    # After spaces, and at a zero-width space.
    "[ \t\u1680\u2000-\u2006\u2008-\u200b\u205f\u3000]+"
    # A hyphen, a slash or a dot between letters, where no number and no date is torn by it; in an e-mail address.
    r"|(?<=[^\W\d_]{2})[-/–—.](?=[^\W\d_]{2})|@(?=\w)"
    # Beside an ideograph.
    f"|(?<=[{_WIDE}])(?![{re.escape(_NO_START)}\\s])(?<![{re.escape(_NO_END)}])"
    f"|(?<=\\S)(?=[{_WIDE}])(?![{re.escape(_NO_START)}])(?<![{re.escape(_NO_END)}])"
)
_THAI = re.compile("[\u0e00-\u0e7f]{4,}")

# Finding Thai phrases takes about 10 µs a letter; a text beyond this is broken where the line is full.
_LONGEST_THAI = 20_000


def find_breaks(text: str) -> list[int]:
    """The places in the text where a line may end, in order; its own ends are not among them."""
    found = {match.end() for match in _BREAK.finditer(text)}
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
