"""A time range split into spans whose customers are counted, the widest in the middle, and a remainder at each end."""

from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, literal, literal_column, select, union_all

from models.summaries.customer_count import EVER, WIDTHS, begin_of
from models.values.instant import HOUR
from resolvers.scopes import number_parameter

_NOTHING = (0, 0)
_ENDS = 2
# Each width has spans before the coarser ones and after them, and the last one alone in the middle.
_WIDTHS = [width for width in WIDTHS[:-1] for _ in range(2)] + [WIDTHS[-1]]


class SplitRange(NamedTuple):
    """Pairs of a first moment and an end: all whole hours, a span for each of `_WIDTHS`, and both ends."""

    hours: tuple[int, int]
    spans: list[tuple[int, int]]
    ends: list[tuple[int, int]]

    def values(self) -> dict[str, int]:
        """What `in_hours`, `spans_table` and `ends_table` bind."""
        named = {"hours": [self.hours], "span": self.spans, "end": self.ends}
        return {
            name: value
            for kind, pairs in named.items()
            for place, (since, until) in enumerate(pairs)
            for name, value in ((f"{kind}_{place}_since", since), (f"{kind}_{place}_until", until))
        }


def split_range(since: int | None, until: int | None) -> SplitRange:
    """The moments from `since` until before `until`; None where there is no bound."""
    since, until = -EVER if since is None else since, EVER if until is None else until
    first, last = -begin_of(-since, HOUR), begin_of(until, HOUR)
    if first >= last:
        return SplitRange(_NOTHING, [_NOTHING] * len(_WIDTHS), [(since, until), _NOTHING])
    hours, ends, spans = (first, last), [(since, first), (last, until)], []
    for _, wider in pairwise(WIDTHS):
        middle = -begin_of(-first, wider), begin_of(last, wider)
        if middle[0] >= middle[1]:
            spans += [(first, last), _NOTHING]
            first, last = _NOTHING
        else:
            spans += [(first, middle[0]), (middle[1], last)]
            first, last = middle
    return SplitRange(hours, [*spans, (first, last)], ends)


def in_hours(moment: Any) -> list[Any]:
    """The moment is in one of the whole hours; written so that no index is used for it.

    Else SQLite goes through the spans of all facets for those of some moments.
    """
    moment = moment + literal_column("0")
    return [moment >= number_parameter("hours_0_since"), moment < number_parameter("hours_0_until")]


def spans_table() -> Any:
    """The spans as a table with `width`, `since` and `until`."""
    rows = (select(literal(width, BigInteger).label("width"), *_pair("span", n)) for n, width in enumerate(_WIDTHS))
    return union_all(*rows).subquery("spans")


def ends_table() -> Any:
    """Both ends as a table with `since` and `until`."""
    return union_all(*(select(*_pair("end", place)) for place in range(_ENDS))).subquery("ends")


def _pair(kind: str, place: int) -> list[Any]:
    return [number_parameter(f"{kind}_{place}_{side}").label(side) for side in ("since", "until")]
