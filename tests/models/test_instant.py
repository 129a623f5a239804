"""Times are read as RFC 3339 says, and as nothing else that ISO 8601 knows."""

import pytest

from models.values.instant import parse_rfc3339, rfc3339


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2020-01-06T09:26:53Z", "2020-01-06T09:26:53Z"),
        ("2020-01-06t09:26:53z", "2020-01-06T09:26:53Z"),
        ("2020-01-06 09:26:53.25+02:00", "2020-01-06T07:26:53.250000Z"),
    ],
)
def test_a_moment_is_read_with_any_offset_and_in_either_case(text: str, in_utc: str) -> None:
    assert rfc3339(parse_rfc3339(text)) == in_utc


@pytest.mark.parametrize(
    "text",
    [
        "2020-W02-1T00:00:00Z",
        "20200106T000000.000Z",
        "2020-006T00:00:00.0Z",
        "2020-01-06T00:00:00,5Z",
        "2020-01-06T00:00+00:00",
        "2020-01-06T00:00:00+0000",
        "2020-01-06T00:00:00+00:00:30",
        "2020-01-06T00:00:00",
        "2020-01-06T00:00:00Z\n",
        "٢٠٢٠-01-06T00:00:00Z",
        "2020-02-30T00:00:00Z",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_rfc3339(text)
