"""`THIRD_PARTY.md`: the licences of all that is shipped."""

from collections import Counter
from collections.abc import Iterable

from supply_chain.component import ROOT, Component
from supply_chain.npm_packages import list_npm_packages
from supply_chain.python_packages import list_python_packages
from supply_chain.shipped_data import SHIPPED_DATA

_INTRODUCTION = """\
# Third-party software

What others wrote and is shipped with the service, or installed with it, and under which licences. `LICENSE` is that of
the service itself. This page is written by `make fix`.
"""


def write_third_party_page() -> str:
    """The page as Markdown. Licences are as their authors name them."""
    python, npm = list_python_packages(), list_npm_packages()
    return "\n".join(
        (
            _INTRODUCTION,
            f"## Python packages\n\nOf `requirements.lock`, on Linux: {_count(python)}.\n",
            _write_table(python),
            f"## npm packages in the bundle of GraphiQL\n\nOf `graphiql/package-lock.json`: {_count(npm)}.\n",
            _write_table(npm),
            "## Files\n\n| files | what | licence | its text |\n| --- | --- | --- | --- |",
            *(
                f"| `{each.pattern}` ({len(list(ROOT.glob(each.pattern)))}) | {each.what} | {each.licence} | "
                f"[{each.text}]({each.text}) |"
                for each in SHIPPED_DATA
            ),
            "",
        )
    )


def _count(components: list[Component]) -> str:
    counted = Counter(each.licence for each in components).most_common()
    return ", ".join(f"{count} {licence}" for licence, count in sorted(counted, key=lambda each: (-each[1], each[0])))


def _write_table(components: Iterable[Component]) -> str:
    rows = (f"| {each.name} | {each.version} | {each.licence} |" for each in components)
    return "\n".join(("| package | version | licence |", "| --- | --- | --- |", *rows, ""))
