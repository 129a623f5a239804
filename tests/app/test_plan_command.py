"""`plan`: how the queries of a document are run, printed without a database."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from tests.queries import CUSTOMER_PAGE


def plan(text: str) -> Result:
    return CliRunner().invoke(cli, ["plan", "-"], input=text)


def test_it_prints_what_a_query_reads_and_the_code_that_writes_the_answer() -> None:
    printed = plan("query Names { customers { nodes { name invoices { totalCount } } } }")

    assert printed.exit_code == 0
    assert printed.stdout.startswith(
        "# query Names\n\n## What is read\n\n"
        "Level 1\n  for the query\n    [0] a page of the Customer list: id, name\n"
        "Level 2\n  for the rows of customers\n    [1] the number of Invoice rows by id of each row\n\n"
        "At most 2 reads, nearly all of one statement each.\n"
    )
    assert "'name': name_, 'invoices': {'totalCount': reading.found[1][id_]}" in printed.stdout


def test_it_prints_every_query_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "page.graphql"
    file.write_text(CUSTOMER_PAGE + "query Other { viewer { name } }")

    printed = CliRunner().invoke(cli, ["plan", str(file)])

    assert printed.exit_code == 0
    assert [line for line in printed.stdout.splitlines() if line.startswith("# ")] == ["# query Page", "# query Other"]


def test_fields_under_a_condition_that_is_a_variable_are_left_in() -> None:
    printed = plan("query ($a: Boolean!, $b: Boolean!) { viewer { name @include(if: $a) role @skip(if: $b) } }")

    assert "'name':" in printed.stdout
    assert "'role':" in printed.stdout


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{ customers {", "-: line 1, column 14: Syntax Error: Expected Name, found <EOF>."),
        ("{ viewer { xyzzy } }", "-: line 1, column 12: Cannot query field 'xyzzy' on type 'Viewer'."),
    ],
)
def test_an_invalid_document_is_refused_in_one_line(text: str, complaint: str) -> None:
    refused = plan(text)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == f"Error: {complaint}\n"


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("query I { __schema { types { name } } }", "query I", "introspection by __schema"),
        ("mutation M { __typename }", "mutation M", "only queries have a plan"),
    ],
)
def test_an_operation_without_a_plan_is_answered_by_the_resolvers(text: str, name: str, reason: str) -> None:
    printed = plan(f"{text} query Q {{ __typename }}")

    assert (printed.exit_code, printed.stderr) == (0, "")
    assert printed.stdout.startswith(f"# {name}\n\nAnswered by the resolvers: {reason}.\n# query Q\n")


def test_a_file_that_can_not_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff")

    missing = CliRunner().invoke(cli, ["plan", str(tmp_path / "none")])
    binary = CliRunner().invoke(cli, ["plan", str(tmp_path / "binary")])

    assert (missing.exit_code, missing.stderr) == (1, f"Error: {tmp_path / 'none'}: No such file or directory\n")
    assert (binary.exit_code, binary.stderr) == (1, f"Error: {tmp_path / 'binary'}: this is not UTF-8 text\n")
