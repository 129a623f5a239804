"""Which bytes a request asks for, and whether it needs any."""

import pytest
from starlette.datastructures import Headers

from pdf.http.conditions import Part, RangeNotSatisfiable, find_part, is_known

ETAG = '"abc"'
SIZE = 1000


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=0-999", Part(0, 1000)),
        ("bytes=10-19", Part(10, 20)),
        ("bytes=990-5000", Part(990, 1000)),
        ("bytes=500-", Part(500, 1000)),
        ("bytes=-1", Part(999, 1000)),
        ("bytes=-5000", Part(0, 1000)),
        ("Bytes= 10-19 ", Part(10, 20)),
        (f"bytes=0-{10**30}", Part(0, 1000)),
    ],
)
def test_a_range_is_cut_to_what_there_is(value: str, part: Part) -> None:
    assert find_part(Headers({"range": value}), ETAG, SIZE) == part


@pytest.mark.parametrize(
    "value",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=20-10",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=+1-2",
        "bytes=١-٢".encode().decode("latin-1"),
        f"bytes=0-{'9' * 5000}",
    ],
)
def test_what_is_no_single_range_of_bytes_gets_the_whole(value: str) -> None:
    assert find_part(Headers({"range": value}), ETAG, SIZE) is None


def test_without_a_range_it_is_the_whole() -> None:
    assert find_part(Headers(), ETAG, SIZE) is None


@pytest.mark.parametrize("value", ["bytes=1000-", "bytes=5000-6000", "bytes=-0", f"bytes={10**30}-"])
def test_a_range_beyond_the_end_cannot_be_satisfied(value: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        find_part(Headers({"range": value}), ETAG, SIZE)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"abc"', Part(0, 1)),
        ('W/"abc"', None),
        ('"other"', None),
        ("*", None),
        ("Sun, 22 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_a_range_of_another_version_gets_the_whole(value: str, expected: Part | None) -> None:
    assert find_part(Headers({"range": "bytes=0-0", "if-range": value}), ETAG, SIZE) == expected


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ("*", True),
        (" * ", True),
        ('"x", "abc"', True),
        ('"x","y,z",W/"abc"', True),
        ('"x", "y"', False),
        ('"x, "abc', False),
        ("abc", False),
        ('"ABC"', False),
        ("", False),
    ],
)
def test_a_client_is_known_to_have_the_bytes_by_any_of_its_tags(value: str, known: bool) -> None:
    assert is_known(Headers({"if-none-match": value}), ETAG) is known


def test_tags_may_stand_in_several_headers() -> None:
    headers = Headers(raw=[(b"if-none-match", b'"x"'), (b"if-none-match", b'"abc"')])

    assert is_known(headers, ETAG)
