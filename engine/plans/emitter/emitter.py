"""From the tree to the function that writes the answer."""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.plans.contents import Contents
from engine.plans.emitter.object_emitter import emit_function
from engine.plans.emitter.output import Output
from engine.plans.emitter.script import Script
from engine.plans.nodes.objects import ObjectNode


class Emitted(NamedTuple):
    """`write(row, owner, reading)` writes the answer of a query, which has neither row nor owner; with its source."""

    write: Callable[[Any, None, Any], dict[str, Any]]
    source: str


def emit(root: ObjectNode, contents: Contents) -> Emitted:
    """Generates and compiles the function of a tree."""
    script = Script()
    name = emit_function(Output(script, contents, {}), root)
    return Emitted(script.load(name), script.source)
