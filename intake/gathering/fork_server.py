"""The process from which those are forked that help with an import: what they need is imported once, in that one."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running

_PRELOADED = ("intake.gathering.processes", "intake.parts.building")
_PATH = "PYTHONPATH"
_ENVIRONMENT = os.environ  # noqa: TID251 - a setting of Python's, not of ours


def count_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_fork_server() -> ForkServerContext:
    """Makes processes that are forked from it; begun before this process imports the same, it is ready as early."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    with _path_in_environment():
        ensure_running()
    return context


@contextmanager
def _path_in_environment() -> Iterator[None]:
    """Python loses the path on its way to that process, which then finds nothing, and says nothing.

    See https://github.com/python/cpython/issues/126631.
    """
    before = _ENVIRONMENT.get(_PATH)
    _ENVIRONMENT[_PATH] = os.pathsep.join(sys.path)
    try:
        yield
    finally:
        if before is None:
            del _ENVIRONMENT[_PATH]
        else:
            _ENVIRONMENT[_PATH] = before
