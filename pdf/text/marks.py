"""Invisible marks that show programs how text directions are nested, which glyph positions do not.

A program such as pdftotext reads glyphs from left to right, and takes spaces and brackets after Hebrew text for a
part of it. A mark (UAX #9, 2.6) at the end of text against the line's direction limits it. The mark is a blank
glyph of its own, because joined to a letter or in an ActualText it would confuse other programs.
"""

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional

from pdf.text.shaping import KEPT_RUNS, Run

_LRM, _RLM = "\u200e", "\u200f"
_OF_NUMBERS = frozenset({"CS", "ES", "ET"})


def mark_directions(runs: list[tuple[Run, int]], base: int) -> Iterator[Run]:
    """Adds marks to the runs of a line, given from left to right with their levels; `base` is the line's level."""
    for index, (run, level) in enumerate(runs):
        if base and level & 1:
            yield _mark_signs(run, first=index == 0)
        elif base and (index == 0 or runs[index - 1][1] != level):
            yield _mark(run, _RLM, "", first=index == 0)
        elif level & 1 and index + 1 < len(runs) and runs[index + 1][1] == base:
            yield _mark(run, "", _LRM, first=False)
        else:
            yield run


@lru_cache(KEPT_RUNS)
def _mark(run: Run, left: str, right: str, first: bool) -> Run:
    """The run with marks before its first glyph and after its last."""
    clusters = list(run.clusters)
    if left:
        clusters[0] = clusters[0]._replace(marks=(left, clusters[0].marks[1]), begins_line=first)
    if right:
        clusters[-1] = clusters[-1]._replace(marks=(clusters[-1].marks[0], right))
    return Run(run.text, run.face, run.cut, tuple(clusters))


@lru_cache(KEPT_RUNS)
def _mark_signs(run: Run, first: bool) -> Run:
    """A right-to-left run with a mark before each sign that may belong to a number, and before its first glyph."""
    clusters = [
        cluster._replace(marks=(_RLM, "")) if bidirectional(cluster.text[0]) in _OF_NUMBERS else cluster
        for cluster in run.clusters
    ]
    if first:
        clusters[0] = clusters[0]._replace(marks=(_RLM, ""), begins_line=True)
    return Run(run.text, run.face, run.cut, tuple(clusters))
