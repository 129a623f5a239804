"""A statement that takes long to compile keeps nobody else waiting."""

import asyncio
from time import process_time, thread_time
from typing import Any

import pytest

from models.search.search_terms import read_terms
from resolvers.compiled_reads import PreparedRead
from resolvers.customers.search_results.bounded_scans import _positions
from resolvers.customers.search_results.filtered_branches import longest_list
from resolvers.customers.search_results.statements import branch_counts, ranked_page
from resolvers.search.known_typos import MOST_VARIANTS
from resolvers.search.search_shape import Search, SearchShape, StageKind
from storage.dialects import DIALECTS

pytestmark = pytest.mark.one_database

EIGHT_WORDS = "ada augusta king lovelace byron countess analytical engine"
MOST_SECONDS = 0.03


def shapes_of(text: str) -> list[SearchShape]:
    terms = read_terms(text)
    assert terms is not None
    shapes = [stage.shape for stage in Search(terms).stages]
    of_each = (MOST_VARIANTS // max(shapes[-1].words, 1),) * shapes[-1].words
    return [shape._replace(variants=of_each) if shape.stage is StageKind.TYPOS else shape for shape in shapes]


def reads_of(shape: SearchShape, columns: tuple[str, ...] = ("id", "name")) -> list[tuple[Any, ...]]:
    of_each_part = [
        read
        for weights in shape.parts
        for read in (
            (ranked_page, columns, shape, weights, (), False, False, ()),
            (branch_counts, shape, weights, ()),
            (_positions, shape, weights, True, (), True),
        )
    ]
    return [(longest_list, shape), *of_each_part]


async def test_no_shape_of_a_search_with_many_words_is_compiled_in_the_event_loop() -> None:
    taken = []
    for dialect in DIALECTS:
        for build, *shape in [read for each in shapes_of(EIGHT_WORDS) for read in reads_of(each)]:
            read = PreparedRead(build, dialect, False, tuple(shape), True)
            in_loop, in_all = thread_time(), process_time()
            statement = await read.compile_soon()
            taken.append((thread_time() - in_loop, process_time() - in_all))
            assert read.compiled is statement is await read.compile_soon()

    assert max(in_loop for in_loop, _ in taken) < MOST_SECONDS
    assert max(in_all for _, in_all in taken) > 2 * MOST_SECONDS, "none takes so long: compile them in the loop"


async def test_a_read_is_compiled_once_for_all_who_wait_for_it() -> None:
    shape = shapes_of(EIGHT_WORDS)[-1]
    read = PreparedRead(ranked_page, DIALECTS[0], False, (("id",), shape, (1,), (), False, False, ()), True)

    first, *others = await asyncio.gather(*(read.compile_soon() for _ in range(5)))

    assert all(each is first for each in others)


def test_a_list_that_several_branches_read_is_counted_once() -> None:
    beginnings, *_ = shapes_of(EIGHT_WORDS)
    statement = PreparedRead(longest_list, DIALECTS[0], False, (beginnings,), True).compile()

    # Those of whole values, the number's, and that of the pair of two words, by which all of them are read.
    assert statement.sql.count("AS list_") == beginnings.exact + beginnings.number + 1
