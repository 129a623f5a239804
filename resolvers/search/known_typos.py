"""Which variants of mistyped words anybody has: the search reads a list for each of those, and there are few."""

from typing import Any

from sqlalchemy import Select, select

from models.search.pieces import Weight, text_in_names
from models.search.search_entry import SearchEntry
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.search.lookups import has_weight, is_there
from resolvers.search.search_shape import Staged

# A text that nobody has.
_NOBODYS = ""


async def keep_known(reads: Reads, stage: Staged) -> Staged:
    """The stage of typos with those variants that somebody has."""
    variants = [stage.values[f"variants_{at}"] for at in range(stage.shape.words)]
    texts = sorted({text for each in variants for text in each})
    known = {row[0] for row in await reads.fetch(_of_anybody, texts=texts)}
    values, numbers = dict(stage.values), []
    for at, of_word in enumerate(variants):
        kept = [text for text in of_word if text in known]
        numbers.append(_rounded_up(len(kept)) if of_word else 0)
        values[f"variants_{at}"] = kept
        for nth, text in enumerate(kept + [_NOBODYS] * (numbers[-1] - len(kept))):
            values |= {f"variant_{at}_{nth}": text, f"names_{at}_{nth}": text_in_names(text)}
    return Staged(stage.shape._replace(variants=tuple(numbers)), values)


def _rounded_up(number: int) -> int:
    """The next power of two, for there to be few statements."""
    return 1 << max(number - 1, 0).bit_length()


def _of_anybody(scope: Scope) -> Select[Any]:
    listed, entry = scope.dialect.elements_of("texts"), scope.table(SearchEntry)
    is_its = (scope.bounds(entry), entry.c.text == listed.c.value, has_weight(entry, Weight.WHOLE))
    return select(listed.c.value).where(is_there(is_its))
