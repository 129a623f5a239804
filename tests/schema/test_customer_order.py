"""The orders of a list of customers."""

from storage.database import Database
from tests.asking import Ask
from tests.factories import NOW, make_customer, make_project, save

LIST = "query L($by: CustomerOrder!) { customers(orderBy: $by, first: 100) { nodes { id name } } }"


async def ids(ask: Ask, order: str) -> list[str]:
    return [node["id"] for node in (await ask(LIST, {"by": order}))["data"]["customers"]["nodes"]]


async def test_newest_and_oldest_are_each_others_reverse_with_ids_breaking_ties_bytewise(
    database: Database, ask: Ask
) -> None:
    places = {"cus_B": 0, "cus_a": 0, "cus_é": 0, "cus_10": 1, "cus_9": 1, "cus_0": 2}
    await save(database, make_project(), [make_customer(id=id_, created_at=NOW + at) for id_, at in places.items()])

    oldest, newest = await ids(ask, "OLDEST"), await ids(ask, "NEWEST")

    assert oldest == ["cus_B", "cus_a", "cus_é", "cus_10", "cus_9", "cus_0"]
    assert newest == oldest[::-1]


async def test_names_are_ordered_whatever_their_case_and_those_without_come_last(database: Database, ask: Ask) -> None:
    names = ["öż", "ÖZ", "Öz", "oz", "Ｏｚ", "STRASSE", "straße", "Ａnna", "anna", None, "", "אדם", "李", "🧾", "1a"]
    await save(
        database, make_project(), [make_customer(n, id=f"cus_{n:02}", name=name) for n, name in enumerate(names)]
    )

    in_order = [(int(id_[4:]), names[int(id_[4:])]) for id_ in await ids(ask, "NAME")]

    assert in_order == [
        (14, "1a"),
        (7, "Ａnna"),
        (8, "anna"),
        (3, "oz"),
        (4, "Ｏｚ"),
        (5, "STRASSE"),
        (6, "straße"),
        (1, "ÖZ"),
        (2, "Öz"),
        (0, "öż"),
        (11, "אדם"),
        (12, "李"),
        (13, "🧾"),
        (9, None),
        (10, ""),
    ]


async def test_newest_is_the_order_unless_another_is_asked_for(database: Database, ask: Ask) -> None:
    await save(database, make_project(), [make_customer(number) for number in (1, 2, 3)])

    answer = await ask("{ customers { nodes { id } } }")

    assert answer == {"data": {"customers": {"nodes": [{"id": "cus_1"}, {"id": "cus_2"}, {"id": "cus_3"}]}}}
