"""The route by hand that query plans are measured against answers as they do, or there are no figures."""

import pytest
from typer.testing import CliRunner

from benchmarks.cli import cli
from benchmarks.plans import measuring
from benchmarks.plans.measuring import BY_HAND, PLAN, compare, open_ways


async def test_the_list_and_every_page_are_the_same_by_hand_and_by_plan() -> None:
    async with open_ways() as ways:
        cases = {"list": ways.to_list(), **{each: ways.to_page(each) for each in ways.customer_ids()}}
        for name, serves in cases.items():
            await compare(name, {way: serves[way] for way in (BY_HAND, PLAN)})

    assert len(cases) > 100


def test_answers_that_differ_end_the_run_with_a_message_and_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        measuring, "CUSTOMER_LIST", "query List($first: Int!) { customers(first: $first) { totalCount } }"
    )

    ended = CliRunner().invoke(cli, ["plans"])

    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("no figures: the answers to the list differ: by hand …")
