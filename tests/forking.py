"""Processes that run code of the tests: forked from one that has imported it, for a new interpreter takes a second."""

from multiprocessing import get_context

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "tests.app.copying.killed_copy",
        "tests.app.migrating.migrations_of_processes",
        "tests.intake.killed_import",
        "tests.resolvers.erasure.killed_erasure",
        "tests.resolvers.many_changes",
    ]
)
