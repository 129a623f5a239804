"""Files as they come: lines, documents, lists, compressed, damaged, and standard input."""

import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake.files import lines
from intake.files.arrival import Arrival
from intake.files.opening import STANDARD_INPUT, read_portions
from intake.importing import import_files
from intake.progress import Step
from tests.intake.stripe_objects import make_customer, make_everything


def read_files(files: list[Path]) -> list[Arrival]:
    return [arrival for portion in read_portions(files) for arrival in portion.read()]


def read(path: Path, content: bytes) -> list[tuple[int, object]]:
    """Line and value, or line and problem."""
    path.write_bytes(content)
    return [(arrival.place.line, arrival.problem or arrival.value) for arrival in read_files([path])]


def write(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


@pytest.fixture
def ndjson(tmp_path: Path) -> Path:
    return tmp_path / "objects.ndjson"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return tmp_path / "objects.json"


def test_blank_lines_a_byte_order_mark_and_carriage_returns_are_fine(ndjson: Path) -> None:
    assert read(ndjson, b'\xef\xbb\xbf{"a":1}\r\n\r\n  \n{"b":2}') == [(1, {"a": 1}), (4, {"b": 2})]


def test_an_empty_file_holds_nothing(ndjson: Path) -> None:
    assert read(ndjson, b"") == []
    assert read(ndjson, b"\n\n") == []


def test_a_line_that_is_no_json_is_a_problem_of_its_own(ndjson: Path) -> None:
    content = b'{"a":1}\n{"a":}\n\xff\xfe\n{"a":NaN}\n' + b"[" * 100_000 + b'\n{"a":' + b"9" * 5000 + b'}\n{"b":2}\n'

    assert read(ndjson, content) == [
        (1, {"a": 1}),
        (2, "is not JSON: Expecting value (character 6)"),
        (3, "is not UTF-8 (byte 1)"),
        (4, "is not JSON that can be read: a number in it is none or too long"),
        (5, "is not JSON that can be read: it is nested too deeply"),
        (6, "is not JSON that can be read: a number in it is none or too long"),
        (7, {"b": 2}),
    ]


def test_numbers_with_a_point_lose_nothing(ndjson: Path) -> None:
    [(_, value)] = read(ndjson, b'{"a":0.10000000000000000000001}')

    assert str(value["a"]) == "0.10000000000000000000001"


def test_a_line_that_is_too_long_is_skipped(ndjson: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 20)

    found = read(ndjson, b'{"a":1}\n{"a":"' + b"x" * 100 + b'"}\n{"b":2}\n')

    assert found == [(1, {"a": 1}), (2, "is longer than 20 bytes"), (3, {"b": 2})]


@pytest.mark.parametrize(
    "content",
    [
        b'\n{"id": 1}\n',
        b'\n[{"id": 1}]\n',
        b'[\n{"id": 1}]\n',
        b'{"object": "list", "url": "/v1/\\"data\\"", "data": [\n{"id": 1}\n], "has_more": false}',
        b'{"data": [\n{"id": 1}\n], "object": "list"}',
    ],
)
def test_a_document_is_one_object_an_array_or_a_list(document: Path, content: bytes) -> None:
    [(line, value)] = read(document, content)

    assert value == {"id": 1}
    assert line in (1, 2)


def test_each_object_of_a_document_has_its_line(document: Path) -> None:
    objects = [{"id": "a", "data": [1, 2]}, {"id": "b"}, {"id": "c"}]
    content = json.dumps({"has_more": True, "object": "list", "data": objects}, indent=1).encode()

    found = read(document, content)

    text = content.decode().split("\n")
    assert [value for _, value in found] == objects
    assert [text[line] for line, _ in found] == ['   "id": "a",', '   "id": "b"', '   "id": "c"']


def test_a_broken_document_is_one_problem(document: Path) -> None:
    [(line, problem)] = read(document, b'[{"id": 1},]')

    assert line == 1
    assert str(problem).startswith("is not JSON: ")


def test_documents_may_follow_each_other(document: Path, ndjson: Path) -> None:
    content = b'{"id": 1}\n{"id": 2}{\n"id": 3}\n[{"id": 4},\n{"id": 5}]'

    assert read(document, content) == [(1, {"id": 1}), (2, {"id": 2}), (2, {"id": 3}), (4, {"id": 4}), (5, {"id": 5})]
    assert read(ndjson, b'{"id": 1} {"id": 2}{"id": 3}\n{"id": 4}') == [
        (1, {"id": 1}),
        (1, {"id": 2}),
        (1, {"id": 3}),
        (2, {"id": 4}),
    ]


@pytest.mark.parametrize("kind", ["list", "search_result"])
@pytest.mark.parametrize("suffix", ["json", "ndjson"])
async def test_a_list_that_has_more_is_noted(database, projects, tmp_path: Path, kind: str, suffix: str) -> None:
    page = {"object": kind, "has_more": True, "data": [make_customer(), make_customer("cus_2")]}
    path = write(tmp_path / f"page.{suffix}", json.dumps(page))

    report = await import_files(database, [path], project_id="prj_1")

    assert report.created == {"customer": 2}
    assert report.notes == [
        {
            "file": str(path),
            "line": 1,
            "note": "is a list that says there is more than it holds: what is not in it is not imported",
        }
    ]


def test_a_compressed_file_is_known_by_its_content(tmp_path: Path) -> None:
    content = b'{"a":1}\n{"b":2}\n'

    assert read(tmp_path / "objects.ndjson.gz", gzip.compress(content)) == [(1, {"a": 1}), (2, {"b": 2})]
    assert read(tmp_path / "objects.ndjson", gzip.compress(content)) == [(1, {"a": 1}), (2, {"b": 2})]
    assert read(tmp_path / "objects.json.gz", gzip.compress(b'[{"a":1}]')) == [(1, {"a": 1})]


def test_of_a_truncated_compressed_file_what_was_read_is_kept(tmp_path: Path) -> None:
    content = b"".join(b'{"n":%d}\n' % number for number in range(20_000))

    found = read(tmp_path / "objects.ndjson.gz", gzip.compress(content)[:-9])

    *values, (line, problem) = found
    assert [value["n"] for _, value in values] == list(range(len(values)))
    assert len(values) > 19_000
    assert line == len(values) + 1
    assert problem.startswith("the compressed file is damaged: ")


def test_a_file_that_is_not_there_is_a_problem_and_the_next_is_read(tmp_path: Path, ndjson: Path) -> None:
    ndjson.write_text('{"a":1}')
    missing = tmp_path / "missing.ndjson"

    first, directory, second = read_files([missing, tmp_path, ndjson])

    assert (first.place, first.problem) == (
        (str(missing), 0),
        "cannot be read: No such file or directory",
    )
    assert directory.problem == "cannot be read: Is a directory"
    assert second.value == {"a": 1}


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize(
    "content",
    [b'{"a":1}\n{"b":2}', b'[\n{"a":1},\n{"b":2}\n]', b'{\n"object":"list","data":[{"a":1},\n{"b":2}]}'],
)
def test_standard_input_may_hold_any_of_it(monkeypatch: pytest.MonkeyPatch, content: bytes, compress) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(compress(content)))))

    arrivals = read_files([STANDARD_INPUT])

    assert [arrival.value for arrival in arrivals] == [{"a": 1}, {"b": 2}]
    assert {arrival.place.file for arrival in arrivals} == {"-"}


async def test_all_files_of_one_import_are_one_input(database, projects, tmp_path: Path) -> None:
    objects = make_everything()
    one = write(tmp_path / "1.ndjson", "\n".join(map(json.dumps, objects[4:])))
    two = write(tmp_path / "2.json", json.dumps({"object": "list", "data": objects[1:4]}))
    three = write(tmp_path / "3.ndjson", json.dumps([objects[0]]))
    steps: list[Step] = []

    report = await import_files(database, [one, two, three], project_id="prj_1", on_progress=steps.append)

    assert report.errors == []
    assert report.created.total() == len(objects)
    assert [step for step in steps if step.part == 1] == [
        Step("Reading", 1, len(objects)),
        Step("Storing", 1, len(objects)),
    ]


async def test_a_name_of_any_bytes_can_be_reported(database, projects, tmp_path: Path) -> None:
    path = write(tmp_path / "\udcff.ndjson", json.dumps(make_customer()) + "\n{")

    report = await import_files(database, [path], project_id="prj_1")

    assert json.dumps(report.as_json()).encode()
    assert report.created == {"customer": 1}
