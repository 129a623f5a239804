"""Finds the files of manifests."""

from collections.abc import Sequence
from pathlib import Path

from engine.persisted.manifest import BadManifest

# When a file was changed, its size and its number. None where there is no such file.
State = tuple[int, int, int] | None


def find_files(paths: Sequence[Path]) -> dict[Path, State]:
    """The state of each file that is named, and of each `*.json` in a folder that is named."""
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    return {file: _state(file) for file in files}


def read_file(path: Path) -> bytes:
    """The content; raises BadManifest where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadManifest(error.strerror or "it can't be read") from error


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
