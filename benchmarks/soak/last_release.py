"""The code of the last release, as the history of this clone has it."""

import io
import subprocess
import tarfile
from pathlib import Path

from benchmarks.soak.server import ROOT
from benchmarks.soak.unpacking import unpack


def name_last_release() -> str:
    """The commit of the last release."""
    return (ROOT / "LAST_RELEASE").read_text().strip()


def unpack_last_release(folder: Path) -> bool:
    """Whether this clone has that commit; the folder then holds its files. A tarball has no history."""
    try:
        packed = subprocess.run(  # noqa: S603 - a file of this repository names the commit
            ["git", "archive", name_last_release()],  # noqa: S607 - whichever git there is
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return False
    if packed.returncode:
        return False
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        unpack(archive, folder)
    return True


def newest_revision(root: Path) -> str:
    """The last migration of the code in this folder."""
    return max(path.name.partition("_")[0] for path in (root / "migrations/versions").glob("*.py"))
