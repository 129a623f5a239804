"""Each decision has a number of its own, which its heading repeats."""

from pathlib import Path

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "adr").glob("[0-9]*.md"))


def test_decisions_are_numbered_one_after_the_other() -> None:
    numbers = [int(file.name[:4]) for file in DECISIONS]
    headings = [int(file.read_text().removeprefix("# ").partition(".")[0]) for file in DECISIONS]

    assert numbers == headings == list(range(1, len(DECISIONS) + 1))
