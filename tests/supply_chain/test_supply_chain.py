"""What is shipped is listed, with its licences."""

import json
from pathlib import Path

import pytest

from supply_chain.advisories import FOUND, NONE_KNOWN, UNKNOWN, judge, read_npm_audit, read_pip_audit
from supply_chain.component import ROOT
from supply_chain.python_packages import list_python_packages
from supply_chain.sbom import write_bill
from supply_chain.shipped_data import SHIPPED_DATA
from supply_chain.third_party import write_third_party_page

# Files of these kinds are rarely one's own: each is in the list above, or made here.
_SUSPECTS = ("*.ttf", "*.otf", "*.woff2", "*.icc", "*.png", "*.jpg")
_MADE_HERE = frozenset(("app/demo/logo.png",))
_FOLDERS = ("app", "dashboard", "engine", "intake", "models", "pdf", "resolvers", "schema", "storage")


def list_undeclared() -> list[str]:
    """Paths of files of which nobody has said who made them."""
    declared = {path for each in SHIPPED_DATA for path in ROOT.glob(each.pattern)}
    found = (path for folder in _FOLDERS for kind in _SUSPECTS for path in (ROOT / folder).rglob(kind))
    names = (str(path.relative_to(ROOT)) for path in found if path not in declared)
    return sorted(name for name in names if name not in _MADE_HERE)


def test_the_page_of_licences_has_not_drifted() -> None:
    assert Path(ROOT / "THIRD_PARTY.md").read_text() == write_third_party_page(), "run `make fix`"


def test_of_every_font_profile_and_picture_it_is_said_who_made_it() -> None:
    assert list_undeclared() == []
    assert [each.pattern for each in SHIPPED_DATA if not list(ROOT.glob(each.pattern))] == []
    assert all((ROOT / each.text).is_file() for each in SHIPPED_DATA)


def test_the_bill_of_materials_agrees_with_its_schema_and_names_every_package() -> None:
    bill = json.loads(write_bill())

    purls = {component["purl"] for component in bill["components"]}
    assert bill["specVersion"] == "1.6"
    assert {package.purl for package in list_python_packages()} <= purls
    assert any(purl.startswith("pkg:npm/graphiql@") for purl in purls)
    assert all(component["licenses"] for component in bill["components"])


FOUND_BY_PIP = '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}]}'


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', NONE_KNOWN, "x: no advisory is known."),
        (FOUND_BY_PIP, FOUND, "x: 1 advisories\na 1: CVE-1, fixed in 2"),
        (
            '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}',
            UNKNOWN,
            "x: NOT CHECKED: the database says nothing of 1 packages.",
        ),
        ("", UNKNOWN, "x: NOT CHECKED: no database of advisories can be reached from here."),
    ],
)
def test_where_nobody_can_be_asked_about_advisories_it_is_said(told: str, code: int, words: str) -> None:
    assert judge("x", read_pip_audit(told)) == (code, words)


def test_npms_words_are_read_too() -> None:
    assert judge("x", read_npm_audit('{"vulnerabilities": {}}'))[0] == NONE_KNOWN
    assert judge("x", read_npm_audit('{"vulnerabilities": {"a": {"severity": "high"}}}')) == (
        FOUND,
        "x: 1 advisories\na: high",
    )
    assert judge("x", read_npm_audit('{"message": "405"}'))[0] == UNKNOWN
