"""The files of `docs/clients.md`, as they are printed there, with the clients of Python against a running service."""

import subprocess
from pathlib import Path

import pytest

from tests.app.clients.conftest import Service
from tests.python_projects import install_environment

pytestmark = pytest.mark.one_database

GQL = """
from sys import argv
from gql import gql
from with_gql import create_client

client = create_client(*argv[1:])
with client as session:
    print(session.execute(gql("{ viewer { name } customer(id: \\"cus_1\\") { name } }")))
    try:
        session.execute(gql("{ nothing }"))
    except Exception as error:
        print(error.message)
"""
SGQLC = """
from sys import argv
from calmony_schema import Query
from sgqlc.endpoint.http import HTTPEndpoint
from sgqlc.operation import Operation

operation = Operation(Query)
customer = operation.customer(id="cus_1")
customer.name()
customer.invoices(first=1).nodes().total().formatted()
answer = operation + HTTPEndpoint(argv[1], {"Authorization": f"Bearer {argv[2]}"})(operation)
print(answer.customer.name, answer.customer.invoices.nodes[0].total.formatted)
"""
DOCUMENT = """
query Customer($id: ID!) { customer(id: $id) { name invoices(first: 1) { nodes { total { formatted } } } } }
mutation Cancel($id: ID!) {
  cancelSubscription(input: { subscriptionId: $id, timing: AT_PERIOD_END }) { subscription { status } }
}
"""
ARIADNE = """
import asyncio
from sys import argv
from calmony_client import Client

async def main():
    async with Client(argv[1], headers={"Authorization": f"Bearer {argv[2]}"}) as client:
        found = (await client.customer("cus_4")).customer
        changed = (await client.cancel("sub_4_1")).cancel_subscription
        print(found.name, found.invoices.nodes[0].total.formatted, changed.subscription.status)

asyncio.run(main())
"""


class Frontend:
    """A folder with the printed files, in which commands of the clients' environment run."""

    def __init__(self, folder: Path, commands: Path, service: Service) -> None:
        self.folder, self._commands, self._service = folder, commands, service

    def run(self, *words: str) -> str:
        environment = {
            "PATH": f"{self._commands}:/usr/bin:/bin",
            "CALMONY_URL": self._service.url,
            "CALMONY_KEY": self._service.key,
            "CALMONY_AUTHORIZATION": f"Bearer {self._service.key}",
        }
        ran = subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, timeout=60, check=False)
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode()

    def ask(self, program: str) -> str:
        return self.run("python", "-c", program, *self._service)


@pytest.fixture
def frontend(printed: dict[str, str], service: Service, tmp_path: Path) -> Frontend:
    for name, text in printed.items():
        (tmp_path / name).write_text(text)
    return Frontend(tmp_path, install_environment("clients"), service)


def test_gql_asks_and_knows_the_schema(frontend: Frontend) -> None:
    assert frontend.ask(GQL).splitlines() == [
        "{'viewer': {'name': 'Shop'}, 'customer': {'name': 'Customer 1'}}",
        "Cannot query field 'nothing' on type 'Query'.",
    ]


def test_sgqlc_builds_queries_from_the_schema(frontend: Frontend) -> None:
    frontend.run("sh", "-e", "with_sgqlc.sh")

    assert frontend.ask(SGQLC) == "Customer 1 £12.00\n"


def test_ariadne_codegen_writes_a_client_that_reads_and_changes(frontend: Frontend) -> None:
    (frontend.folder / "queries").mkdir()
    (frontend.folder / "queries" / "customer.graphql").write_text(DOCUMENT)
    frontend.run("ariadne-codegen")

    assert frontend.ask(ARIADNE) == "Customer 4 £12.00 SubscriptionStatus.ACTIVE\n"
