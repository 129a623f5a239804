"""Something that somebody else wrote and that is shipped with the service, or installed with it."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Component(NamedTuple):
    """`licence` is what its author says, an SPDX expression where they wrote one; `purl` names it for programs.

    `sha256` are the hashes of the files that it may be installed from.
    """

    name: str
    version: str
    licence: str
    purl: str
    sha256: tuple[str, ...] = ()
