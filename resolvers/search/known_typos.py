"""Which variants of mistyped words anybody has: the search reads a list for each of those, and there are few."""

from typing import Any

from sqlalchemy import Select, select

from models.search.pieces import Weight, text_in_names
from models.search.search_entry import SearchEntry
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.search.lookups import has_weight, is_there
from resolvers.search.search_shape import Stage

# Variants of all words together. Each is a list with conditions of its own: the statement for a hundred of them is a
# megabyte long, and takes seconds to write. A word that is right has many variants, since its own forms are among them.
MOST_VARIANTS = 16
# A text that nobody has.
_NOBODYS = ""


async def keep_known(reads: Reads, stage: Stage) -> Stage:
    """The stage of typos with the variants that occur, MOST_VARIANTS at most."""
    variants = [stage.values[f"variants_{at}"] for at in range(stage.shape.words)]
    texts = sorted({text for each in variants for text in each})
    known = {row[0] for row in await reads.fetch(_of_anybody, texts=texts)}
    found = [[text for text in of_word if text in known] for of_word in variants]
    numbers = _within_bound([_rounded_up(len(kept)) if variants[at] else 0 for at, kept in enumerate(found)])
    values = dict(stage.values)
    for at, number in enumerate(numbers):
        values[f"variants_{at}"] = kept = found[at][:number]
        for nth, text in enumerate(kept + [_NOBODYS] * (number - len(kept))):
            values |= {f"variant_{at}_{nth}": text, f"names_{at}_{nth}": text_in_names(text)}
    return Stage(stage.shape._replace(variants=tuple(numbers)), values)


def _within_bound(numbers: list[int]) -> list[int]:
    """The words with the most variants give way: those are right, and it is another that is mistyped."""
    while sum(numbers) > MOST_VARIANTS:
        numbers[numbers.index(max(numbers))] //= 2
    return numbers


def _rounded_up(number: int) -> int:
    """The next power of two, for there to be few statements."""
    return 1 << max(number - 1, 0).bit_length()


def _of_anybody(scope: Scope) -> Select[Any]:
    listed, entry = scope.dialect.elements_of("texts"), scope.table(SearchEntry)
    is_its = (scope.bounds(entry), entry.c.text == listed.c.value, has_weight(entry, Weight.WHOLE))
    return select(listed.c.value).where(is_there(is_its))
