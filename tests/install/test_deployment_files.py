"""Dockerfile, compose.yaml, the systemd unit and the proxies' files, as far as they can be checked without running."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from app.settings import PREFIX, Settings
from dashboard.session.return_urls import MAX_LENGTH
from tests.install.conftest import PATIENCE, ROOT
from tests.install.dockerfile import read_dockerfile

STAGES = {stage.name or "served": stage for stage in read_dockerfile(ROOT / "Dockerfile")}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNIT = ROOT / "deploy/calmony.service"
DEPLOYED = ("Dockerfile", "compose.yaml", "deploy/calmony.service", "deploy/nginx.conf", "docs/operations.md")

pytestmark = pytest.mark.one_database


def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE)


def find_program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_the_image_has_all_packages_of_the_wheel() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = [step.parts[-1].removeprefix("./") for step in STAGES["install"].steps if step.name == "COPY"]
    compiled = STAGES["install"].steps[-2].words.split("-q ")[1].split()

    packages = {name for name in wheel["only-include"] if name not in ("alembic.ini", "graphiql/dist")}

    assert packages | {"graphiql/dist"} == set(filter(None, copied))
    assert packages == set(compiled)


def test_what_the_image_copies_is_not_ignored_and_exists() -> None:
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    steps = [step for stage in STAGES.values() for step in stage.steps if step.name == "COPY"]
    sources = [part for step in steps if "--from" not in step.words for part in step.parts[:-1]]

    assert [source for source in sources if source not in allowed or not (ROOT / source).exists()] == []


def test_the_image_serves_as_nobody_in_particular_and_tells_whether_it_is_ready() -> None:
    served = STAGES["served"]

    assert served.find("USER").words == "10001"
    assert "/readyz" in served.find("HEALTHCHECK").words
    assert served.find("ENTRYPOINT").parts == ["/opt/calmony/.venv/bin/calmony"]


def test_images_are_named_without_a_host() -> None:
    images = [stage.image for stage in STAGES.values()]
    images += [service["image"] for service in COMPOSE["services"].values()]

    assert [image for image in images if "/" in image] == []


def test_compose_says_what_its_specification_allows() -> None:
    schema: Any = json.loads((ROOT / "tests/install/compose-spec.json").read_text())

    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_the_services_of_compose_cannot_write_where_they_need_not() -> None:
    own = [COMPOSE["services"][name] for name in ("calmony", "migrate")]

    assert [(each["read_only"], each["cap_drop"], each["tmpfs"]) for each in own] == [(True, ["ALL"], ["/tmp"])] * 2
    assert COMPOSE["services"]["calmony"]["deploy"]["replicas"] == 2
    named = [secret for service in COMPOSE["services"].values() for secret in service.get("secrets", [])]
    assert set(named) == set(COMPOSE["secrets"])


@pytest.mark.parametrize("path", DEPLOYED)
def test_every_setting_that_is_named_exists(path: str) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {"CALMONY_DOMAIN"}

    assert set(re.findall(r"CALMONY_[A-Z_]*[A-Z]", (ROOT / path).read_text())) - known == set()


def test_caddy_takes_its_file() -> None:
    checked = run(find_program("caddy"), "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile")

    assert "Valid configuration" in checked.stdout + checked.stderr


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx, openssl = find_program("nginx"), find_program("openssl")
    certificate = ("-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem", "-subj", "/CN=test")
    run(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *certificate)
    site = (ROOT / "deploy/nginx.conf").read_text().replace("/etc/letsencrypt/live/pay.example.com", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {site} }}")

    checked = run(nginx, "-t", "-e", tmp_path / "errors", "-p", tmp_path, "-c", tmp_path / "nginx.conf")

    assert "test is successful" in checked.stderr, checked.stderr


def test_proxies_take_the_longest_way_to_the_sign_in_page() -> None:
    # Encoded once more, each character takes three; the other headers have a few hundred.
    longest = 3 * MAX_LENGTH + 4096
    [nginx] = re.findall(r"proxy_buffer_size (\d+)k;", (ROOT / "deploy/nginx.conf").read_text())
    [haproxy] = re.findall(r"tune\.bufsize (\d+)", (ROOT / "docs/several-machines.md").read_text())

    assert longest <= 1024 * int(nginx)
    # HAProxy keeps a kilobyte free for what it adds.
    assert longest <= int(haproxy) - 1024


def test_systemd_takes_the_unit_and_calls_it_well_confined(tmp_path: Path) -> None:
    systemd = find_program("systemd-analyze")
    unit = tmp_path / "calmony.service"
    unit.write_text(UNIT.read_text().replace("/opt/calmony/.venv/bin/calmony", "/bin/true"))

    verified = run(systemd, "verify", unit)
    confined = run(systemd, "security", "--offline=true", "--threshold=15", unit)

    assert (verified.returncode, verified.stderr) == (0, "")
    assert confined.returncode == 0, confined.stdout
