"""The files of `docs/clients.md`, as they are printed there, with the clients of Node against a running service."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema
from graphql.type import GraphQLUnionType

from engine.persisted.manifest import read_manifest
from tests.app.clients.conftest import Service, list_printed_names
from tests.node_projects import install_project

pytestmark = pytest.mark.one_database

SDL = Path(__file__).parents[3] / "schema.graphql"
# What Graphcache knows by itself, and what is no object of a cache.
SELF_EVIDENT = re.compile(r"__|(Mutation|PageInfo|Query)$|.*(Connection|Edge|Payload)$")


@pytest.fixture(scope="module")
def frontend(printed: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the printed files, what tests ask through them, and what Relay's compiler makes."""
    project, folder = install_project("clients"), tmp_path_factory.mktemp("frontend")
    (folder / "node_modules").symlink_to(project / "node_modules")
    for name in ("package.json", *(path.name for path in project.glob("*.mjs"))):
        shutil.copy(project / name, folder)
    for name, text in printed.items():
        (folder / name).write_text(text)
    shutil.copytree(project / "relay", folder / "src")
    shutil.move(folder / "src" / "relay.config.json", folder)
    shutil.copy(SDL, folder)
    compiler = folder / "node_modules" / ".bin" / "relay-compiler"
    subprocess.run([compiler], cwd=folder, check=True, capture_output=True, timeout=60)
    return folder


def ask(frontend: Path, service: Service, script: str) -> Any:
    """What a script prints. Whatever a client warns of fails the test."""
    words = ["node", script, service.url, service.key]
    asked = subprocess.run(words, cwd=frontend, capture_output=True, timeout=60)
    assert (asked.returncode, asked.stderr.decode()) == (0, ""), asked.stderr.decode()
    return json.loads(asked.stdout)


def test_two_components_with_different_fields_settle_in_two_requests(frontend: Path, service: Service) -> None:
    told = ask(frontend, service, "apollo-two-components.mjs")

    assert told["settled"] == 2
    # The cancellation, after which nothing is fetched.
    assert told["requests"] == 3
    assert told["added"] == [1, "SUBSCRIPTION_CANCELLATION_SCHEDULED"]
    assert (told["names"]["name"], told["roles"]["role"]) == ("Shop", "OPERATOR")
    assert (told["numbers"], told["nodes"]) == (1, 1)


def test_apollo_pages_through_a_list_by_nodes_and_by_edges(frontend: Path, service: Service) -> None:
    told = ask(frontend, service, "apollo-pages.mjs")

    assert len(set(told["edges"])) == len(told["edges"]) == 3
    assert told["nodes"] == told["edges"][:2]
    # A component beside it, which shows the first page, does not set it back.
    assert told["beside"] == told["edges"][:1]


def test_apollo_shows_why_a_batch_is_refused(frontend: Path, service: Service) -> None:
    told = ask(frontend, service, "apollo-batch.mjs")

    assert told == ["Operations are not taken in batches: send each in a request of its own."] * 2


def test_graphcache_keeps_everything_without_a_warning_and_follows_a_cancellation(
    frontend: Path, service: Service
) -> None:
    assert ask(frontend, service, "urql-cache.mjs") == {"name": "Shop", "before": None, "scheduled": True}


def test_relays_store_follows_a_cancellation_with_no_refetch(frontend: Path, service: Service) -> None:
    told = ask(frontend, service, "relay-cancellation.mjs")

    assert told["requests"] == 2
    assert (told["before"]["scheduled"], told["after"]["scheduled"]) == ([False], [True])
    assert told["after"]["activity"] == ["SUBSCRIPTION_CANCELLATION_SCHEDULED", *told["before"]["activity"]]
    assert told["after"]["isMissingData"] is False


def test_graphql_request_asks_and_shows_errors(frontend: Path, service: Service) -> None:
    told = ask(frontend, service, "graphql-request.mjs")

    assert told == {"viewer": {"name": "Shop"}, "refused": "GRAPHQL_VALIDATION_FAILED"}


TYPED = """
import { graphql } from "../gql/gql.js";

export const Page = graphql(`query Page($id: ID!) { customer(id: $id) { name invoices { nodes { number } } } }`);
"""
TADA = """
import type { ResultOf } from "gql.tada";
import { graphql } from "./tada.js";

const Page = graphql(`query Page($id: ID!) { customer(id: $id) { name createdAt } }`);
export const name: string | null | undefined = ({} as ResultOf<typeof Page>).customer?.name;
// @ts-expect-error: nobody asked for it
export const nothing = ({} as ResultOf<typeof Page>).customer?.email;
"""


def run(folder: Path, service: Service, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": f"{folder / 'node_modules/.bin'}:/usr/local/bin:/usr/bin:/bin"}
    asking = {"CALMONY_URL": service.url, "CALMONY_KEY": service.key}
    return subprocess.run(
        words, cwd=folder, env={**environment, **asking}, capture_output=True, timeout=100, check=False
    )


def test_codegen_types_documents_and_its_manifest_runs_by_id(frontend: Path, service: Service) -> None:
    (frontend / "src" / "page.ts").write_text(TYPED)

    generated = run(frontend, service, "graphql-codegen", "--config", "codegen.mjs")

    assert generated.returncode == 0, generated.stderr.decode()
    manifest = json.loads((frontend / "gql" / "persisted-documents.json").read_text())
    assert read_manifest(json.dumps(manifest).encode()) == manifest
    [text] = manifest.values()
    bearer = {"Authorization": f"Bearer {service.key}"}
    asked = httpx.post(service.url, json={"query": text, "variables": {"id": "cus_1"}}, headers=bearer)
    assert asked.json()["data"]["customer"]["name"] == "Customer 1"
    (frontend / "src" / "page.ts").unlink()


def test_gql_tada_types_documents_and_refuses_wrong_ones(frontend: Path, service: Service) -> None:
    (frontend / "tada.ts").rename(frontend / "src" / "tada.ts")
    (frontend / "src" / "page.ts").write_text(TADA)
    header = f"Authorization: Bearer {service.key}"

    fetched = run(
        frontend, service, "gql.tada", "generate-schema", service.url, "--header", header, "--output", "schema.graphql"
    )
    written = run(frontend, service, "gql.tada", "generate-output")
    typed = run(frontend, service, "tsc")

    for ran in (fetched, written, typed):
        assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()


def test_the_page_names_every_type_without_an_id_and_every_possible_type(printed: dict[str, str]) -> None:
    types = build_schema(SDL.read_text()).type_map
    objects = {name: of for name, of in types.items() if isinstance(of, GraphQLObjectType)}
    keyless = {name for name, of in objects.items() if "id" not in of.fields and not SELF_EVIDENT.match(name)}
    abstract = [name for name, of in types.items() if isinstance(of, GraphQLInterfaceType | GraphQLUnionType)]

    assert set(list_printed_names(printed["urql.js"], "keyless = [", "]")) == keyless
    assert abstract == ["Node"]
    nodes = sorted(name for name, of in objects.items() if any(face.name == "Node" for face in of.interfaces))
    assert list_printed_names(printed["apollo.js"], "Node: [", "]") == nodes
    # What stands in lists is replaced as a whole: MetadataEntry, TaxId, UserError.
    parts = set(re.findall(r"^  (\w+): part,$", printed["apollo.js"], re.MULTILINE))
    assert parts == keyless - {"MetadataEntry", "TaxId", "UserError"}


def test_the_page_names_every_list(printed: dict[str, str]) -> None:
    types = build_schema(SDL.read_text()).type_map
    lists = {
        field: sorted(set(of.args) - {"first", "after", "last", "before"})
        for kind in types.values()
        if isinstance(kind, GraphQLObjectType)
        for field, of in kind.fields.items()
        if str(of.type).endswith("Connection!")
    }

    told = {
        name: sorted(re.findall(r'"(\w+)"', filters))
        for name, filters in re.findall(r"(\w+): list\(([^)]*)\)", printed["apollo.js"])
    }
    assert told == lists
    assert set(re.findall(r"(\w+): list\b", printed["urql.js"])) == lists.keys()
