"""The Dockerfile, read into its stages: enough of its language for ours."""

import json
import re
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """One instruction: `RUN`, and what follows the word."""

    name: str
    words: str

    @property
    def parts(self) -> list[str]:
        """What follows as a list: of JSON, or of words."""
        return json.loads(self.words) if self.words.startswith("[") else self.words.split()


class Stage(NamedTuple):
    """What one `FROM` begins."""

    image: str
    name: str
    steps: list[Step]

    def find(self, name: str) -> Step:
        """The last instruction of this name."""
        return next(step for step in reversed(self.steps) if step.name == name)


def read_dockerfile(path: Path) -> list[Stage]:
    """All stages, in order."""
    stages: list[Stage] = []
    lines = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE)
    for name, words in re.findall(r"^([A-Z]+) +(.+)$", lines.replace("\\\n", " "), re.MULTILINE):
        if name == "FROM":
            image, _, stage = words.partition(" AS ")
            stages.append(Stage(image, stage, []))
        else:
            stages[-1].steps.append(Step(name, " ".join(words.split())))
    return stages
