"""At which hosts requests are answered."""

import httpx
import pytest

from app.settings import Settings
from tests.app.test_metrics import TOKEN
from tests.app.test_rates import Open, open_client
from tests.app.test_serving import Start, start

__all__ = ["open_client", "start"]

pytestmark = pytest.mark.one_database

PATHS = ("/graphql", "/graphiql", "/dashboard/sign-in", "/invoices/in_1.pdf", "/metrics", "/nowhere")


async def statuses(client: httpx.AsyncClient, host: str, *paths: str) -> set[int]:
    return {(await client.get(path, headers={"Host": host})).status_code for path in paths}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "pay.example.com.evil.example", "xpay.example.com", "", "[::1]"],
)
async def test_a_name_that_is_not_ours_is_refused_everywhere_but_for_health(open_client: Open, host: str) -> None:
    async with open_client(base_url="https://pay.example.com") as client:
        assert await statuses(client, host, *PATHS) == {421}
        assert await statuses(client, host, "/healthz", "/readyz") == {200}


@pytest.mark.parametrize("host", ["pay.example.com", "PAY.example.com:443", "10.0.0.5:80", "[fd00::5]:80", "[fd00::5]"])
async def test_the_hosts_of_the_settings_are_answered_at_whatever_port(open_client: Open, host: str) -> None:
    values = {"base_url": "https://pay.example.com:8443/view", "allowed_hosts": "10.0.0.5,[fd00::5]"}

    async with open_client(**values) as client:
        assert 421 not in await statuses(client, host, *PATHS)


async def test_two_hosts_are_refused(open_client: Open) -> None:
    async with open_client() as client:
        answer = await client.get("/graphiql", headers=[("Host", "test"), ("Host", "evil.example")])

    assert answer.status_code == 421


async def test_a_refusal_is_told_as_the_path_tells_things(open_client: Open) -> None:
    async with open_client() as client:
        program = await client.post("/graphql", json={}, headers={"Host": "evil.example"})
        page = await client.get("/dashboard/sign-in", headers={"Host": "evil.example"})

    assert program.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert page.headers["content-type"].startswith("text/html")
    assert "evil.example" not in program.text + page.text


async def test_who_has_the_token_reads_the_metrics_at_any_host(open_client: Open) -> None:
    async with open_client(metrics_token=TOKEN) as client:
        headers = {"Host": "10.1.2.3:8000", "Authorization": f"Bearer {TOKEN}"}

        assert (await client.get("/metrics", headers=headers)).status_code == 200


def test_on_this_machine_its_names_lead_to_the_demonstration_and_others_do_not(start: Start) -> None:
    served = start("demo", "--customers", "1")
    served.wait_until_ready()

    def ask(host: str) -> httpx.Response:
        return httpx.get(f"{served.url}/graphiql", headers={"Host": f"{host}:{served.port}"}, timeout=60)

    assert [ask(host).status_code for host in ("127.0.0.1", "localhost", "[::1]")] == [200, 200, 200]
    assert ask("rebound.evil.example").status_code == 421
    assert "sk_live_" not in ask("rebound.evil.example").text


@pytest.mark.parametrize("value", ["https://pay.example.com", "pay.example.com:8000", "*", "::1", "a b"])
def test_an_allowed_host_is_a_name_without_a_port(value: str) -> None:
    with pytest.raises(ValueError, match="names without ports"):
        Settings(allowed_hosts=value)  # type: ignore[arg-type]
