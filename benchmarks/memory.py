"""How much memory a process has."""

import os
from pathlib import Path

MEBIBYTE = 1024 * 1024


def resident_bytes(pid: int) -> int:
    """What is resident of it, as Linux tells in /proc; raises OSError when there is no such process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak_bytes(pid: int) -> int:
    """The most that was ever resident of it; raises OSError when there is no such process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kibibytes = next(line for line in lines if line.startswith("VmHWM:")).split()[1]
    return int(kibibytes) * 1024
