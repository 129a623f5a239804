"""Every step of the Dockerfile on Debian, in a chroot; then what it makes serves, confined as compose.yaml confines it.

It takes minutes, root and a Debian mirror, and so runs on `make image-check` alone.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.free_ports import free_port
from tests.install.conftest import ROOT
from tests.install.dockerfile import Stage, Step, read_dockerfile

STAGES = read_dockerfile(ROOT / "Dockerfile")
# What this machine, unlike a builder of images, needs to reach an index of packages.
OF_THIS_MACHINE = ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
CONFINED = "setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --bounding-set=-all"

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(1200)]


def shell(script: str) -> None:
    done = subprocess.run(["sh", "-ec", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def debian(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minimal Debian of the release that the image begins with."""
    if not request.config.getoption("--image"):
        pytest.skip("it takes minutes: `make image-check` runs it")
    if os.getuid() or not shutil.which("debootstrap") or not (ROOT / "graphiql/dist/main.js").is_file():
        pytest.skip("it needs root, Debian's package debootstrap, and `make graphiql`")
    folder = tmp_path_factory.mktemp("debian") / "root"
    release = STAGES[-1].image.partition(":")[2].partition("-")[0]
    shell(f"debootstrap --variant=minbase {release} {folder}")
    return folder


@pytest.fixture(scope="module")
def built(debian: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the image: each step of the two stages on Debian was run."""
    roots = {"": ROOT, "graphiql": ROOT}
    for stage in STAGES[1:]:
        root = tmp_path_factory.mktemp("stage") / "root"
        shell(f"cp -a {debian} {root}")
        run_steps(stage, root, roots)
        roots[stage.name or "served"] = root
    return roots["served"]


def run_steps(stage: Stage, root: Path, roots: dict[str, Path]) -> None:
    """RUN in a chroot of `root`, COPY from the checkout or another stage; the rest is for who runs the image."""
    folder = Path("/")
    for step in stage.steps:
        if step.name == "WORKDIR":
            folder = Path(step.words)
            shell(f"mkdir -p {root}{folder}")
        elif step.name == "COPY":
            copy(step, root, folder, roots)
        elif step.name == "RUN":
            shell(f"for f in {' '.join(OF_THIS_MACHINE)}; do test ! -f $f || install -D $f {root}$f; done")
            shell(f"chroot {root} sh -ec 'cd {folder}; {step.words}'")


def copy(step: Step, root: Path, folder: Path, roots: dict[str, Path]) -> None:
    *sources, target = (part for part in step.parts if not part.startswith("--"))
    base = roots[step.words.partition("--from=")[2].partition(" ")[0]]
    for source in sources:
        to = f"{root}{folder / target}" + (f"/{source}" if target == "./" else "")
        shell(f"mkdir -p $(dirname {to}); cp -aT $(readlink -f {base}/{source}) {to}")


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[tuple[Path, int]]:
    """What the image serves: nobody's process, on a root that can't be written but for the volume and /tmp."""
    port, volume = free_port(), f"{built}/var/lib/calmony"
    run = f"chroot . {CONFINED} env -i {STAGES[-1].find('ENV').words} {' '.join(STAGES[-1].find('ENTRYPOINT').parts)}"
    script = f"""
        mount --bind -o ro {built} {built}
        mount --bind {volume} {volume}
        mount -o remount,bind,rw {volume}
        mount -t tmpfs tmp {built}/tmp
        mount -t proc proc {built}/proc
        cd {built}
        {run} migrate
        exec {run} serve --port {port}
    """
    process = subprocess.Popen(["unshare", "--mount", "sh", "-ec", script])
    yield built, port
    process.terminate()
    process.wait()


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("it never became ready")


def test_the_image_serves_on_a_root_that_is_read_only(served: tuple[Path, int]) -> None:
    root, port = served
    wait_until_ready(port)
    check = json.loads(STAGES[-1].find("HEALTHCHECK").words.partition("CMD ")[2])

    healthy = subprocess.run(["chroot", root, *(word.replace(":8000", f":{port}") for word in check)]).returncode == 0
    unhealthy = subprocess.run(["chroot", root, *check], stderr=subprocess.DEVNULL).returncode != 0

    assert (healthy, unhealthy) == (True, True)
    assert "main.js" in httpx.get(f"http://127.0.0.1:{port}/graphiql").text
    assert (root / "var/lib/calmony/calmony.db").stat().st_uid == 10001
