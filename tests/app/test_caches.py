"""docs/caches.md names every cache, and none that is gone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "engine", "schema", "pdf", "dashboard", "intake", "resolvers", "models", "storage")
CACHES = re.compile(r"\b(lru_cache|cache|OrderedDict)\b")


def list_caches() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in caches_of(ast.parse(path.read_text())):
                yield f"{path.relative_to(ROOT).as_posix()}: {name}"


def caches_of(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name, decorator_list=decorators) if any(map(is_cache, decorators)):
                yield name
            case ast.AnnAssign(target=ast.Attribute(attr=name), value=ast.expr() as value) if is_cache(value):
                yield name
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if is_cache(value):
                yield name


def is_cache(expression: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and CACHES.fullmatch(node.id) for node in ast.walk(expression))


def test_every_cache_is_named_with_its_bound_and_its_owner() -> None:
    rows = re.findall(r"^\| `(.+?)` \| (.+) \| (.+) \| (.+) \|$", (ROOT / "docs" / "caches.md").read_text(), re.M)

    assert sorted(name for name, *_ in rows) == sorted(list_caches()), "add the cache to docs/caches.md, or remove it"


def test_a_cache_without_a_row_would_be_found() -> None:
    decorated = "@lru_cache(maxsize=8)\ndef f(): ...\n"
    assigned = "class C:\n    def g(self):\n        self._h = OrderedDict()\n"

    assert sorted(caches_of(ast.parse(decorated + assigned))) == ["_h", "f"]
