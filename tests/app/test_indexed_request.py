"""Headers with an index answer as Starlette's do."""

import pytest
from starlette.datastructures import Headers

from app.http.indexed_request import IndexedHeaders

RAW = [(b"accept", b"text/html"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-calmony-cost", b"1")]


@pytest.mark.parametrize("name", ["accept", "Accept", "COOKIE", "cookie", "X-Calmony-Cost", "absent", "Absent"])
def test_a_header_is_found_in_any_case_as_starlettes_is(name: str) -> None:
    indexed, starlettes = IndexedHeaders({"headers": RAW}), Headers(raw=RAW)

    assert indexed.get(name) == starlettes.get(name)
    assert indexed.get(name, "none") == starlettes.get(name, "none")
    assert (name in indexed) is (name in starlettes)
    assert indexed.getlist(name) == starlettes.getlist(name)


def test_a_missing_header_is_a_key_error_and_all_are_listed() -> None:
    indexed = IndexedHeaders({"headers": RAW})

    assert indexed["Cookie"] == "a=1"
    assert indexed.items() == Headers(raw=RAW).items()
    with pytest.raises(KeyError):
        indexed["Absent"]
