"""Searching customers: exact ids, e-mails and invoice numbers, and words of a name in any script."""

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_customer, make_invoice, make_project, make_words, save

SEARCH = "query S($for: String) { customers(search: $for, orderBy: OLDEST, first: 100) { nodes { id } totalCount } }"

NAMES: dict[str, str | None] = {
    "cus_ada": "Ada Lovelace",
    "cus_adam": "Adam O'Brien-Smith",
    "cus_oz": "Öżgür Çelik",
    "cus_strasse": "Straße & Söhne GmbH",
    "cus_tokyo": "東京商事株式会社",
    "cus_thai": "สมชาย ใจดี",
    "cus_arabic": "محمد علي",
    "cus_russian": "Анна Каренина",
    "cus_korean": "김민수",
    "cus_hindi": "प्रिया शर्मा",
    "cus_wide": "ＡＣＭＥ ﬁlms",
    "cus_odd": "50%_off 'quoted' \\ (x) 🧾",
    "cus_danish": "Søren Ærøskøbing",
    "cus_polish": "Łucja Włodarczyk",
    "cus_serbian": "Đorđe",
    "cus_icelandic": "Þóra Guðmundsdóttir",
    "cus_turkish": "Işıl YILDIZ",
    "cus_none": None,
}


async def add_people(database: Database) -> None:
    customers = [make_customer(id=id_, name=name, email=f"{id_}@Example.COM") for id_, name in NAMES.items()]
    words = [word for customer in customers for word in make_words(customer)]
    invoices = [make_invoice(customers[0], 1, number="INV-2026/001"), make_invoice(customers[1], 1, number="inv-7")]
    await save(database, make_project(), customers, words, invoices)


async def find(ask: Ask, text: str | None) -> list[str]:
    answer = await ask(SEARCH, {"for": text})
    found = answer["data"]["customers"]
    assert found["totalCount"] == len(found["nodes"])
    return sorted(node["id"].removeprefix("cus_") for node in found["nodes"])


FINDS: dict[str, dict[str, list[str]]] = {
    "ids, e-mails and invoice numbers": {
        "cus_ada": ["ada"],
        "  cus_ada\n": ["ada"],
        "CUS_ADA": [],
        "cus_ad": [],
        "cus_none": ["none"],
        "cus_ada@example.com": ["ada"],
        "CUS_ADA@EXAMPLE.com": ["ada"],
        "cus_ada@example": [],
        "INV-2026/001": ["ada"],
        "inv-7": ["adam"],
        "INV-7": [],
        "INV-2026": [],
    },
    "words": {
        "ada": ["ada", "adam"],
        "ADA": ["ada", "adam"],
        "adam": ["adam"],
        "lovelace ada": ["ada"],
        "love a": ["ada"],
        "ada ada ada": ["ada", "adam"],
        "ovelace": [],
        "ada brien": ["adam"],
        "o'brien": ["adam"],
        "brien-smith": ["adam"],
        "ada nobody": [],
        "ÖŻGÜR": ["oz"],
        "öżg çe": ["oz"],
        "strasse": ["strasse"],
        "STRASSE GMBH": ["strasse"],
        "acme": ["wide"],
        "ACME FILMS": ["wide"],
    },
    "letters as people type them, and as they are": {
        "soren": ["danish"],
        "søren": ["danish"],
        "SØREN aeros": ["danish"],
        "lucja": ["polish"],
        "łuc wlod": ["polish"],
        "dorde": ["serbian"],
        "đorđe": ["serbian"],
        "thora gudmunds": ["icelandic"],
        "þóra": ["icelandic"],
        "isil yildiz": ["turkish"],
        "ışıl yıldız": ["turkish"],
    },
    "scripts": {
        "東京": ["tokyo"],
        "商事": ["tokyo"],
        "株式会社": ["tokyo"],
        "社": ["tokyo"],
        "京都": [],
        "สมชาย": ["thai"],
        "ใจดี สม": ["thai"],
        "محمد": ["arabic"],
        "علي محمد": ["arabic"],
        "анна": ["russian"],
        "КАРЕНИНА": ["russian"],
        "김": ["korean"],
        "प्रिया": ["hindi"],
    },
    "signs that other places take for commands": {
        "%": [],
        "_": ["odd"],
        "ad%": ["ada", "adam"],
        "a_a": [],
        "50%": ["odd"],
        "'quoted'": ["odd"],
        "' OR 1=1 --": [],
        "\\": [],
        "()": [],
        '"*"': [],
        "🧾": [],
        "odd 🧾": [],
        "!?…": [],
        "\x00": [],
        "ada\x00": ["ada", "adam"],
        "\ufffd\u200b": [],
        "\U0010ffff": [],
        "ada\ud800": ["ada", "adam"],
        "\udfff": [],
    },
}


@pytest.mark.parametrize("what", FINDS)
async def test_a_search_finds_exactly(database: Database, ask: Ask, what: str) -> None:
    await add_people(database)

    found = {text: await find(ask, text) for text in FINDS[what]}

    assert found == FINDS[what]


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000\u00a0", None])
async def test_a_blank_search_asks_for_everyone(database: Database, ask: Ask, blank: str | None) -> None:
    await add_people(database)

    assert len(await find(ask, blank)) == len(NAMES)


async def test_a_search_of_two_hundred_characters_is_the_longest(database: Database, ask: Ask) -> None:
    await add_people(database)

    longest, longer = await ask(SEARCH, {"for": "🧾" * 200}), await ask(SEARCH, {"for": "a" * 201})

    assert longest == {"data": {"customers": {"nodes": [], "totalCount": 0}}}
    [error] = longer["errors"]
    assert error["message"] == "'search' is longer than 200 characters."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_a_search_is_one_statement_and_its_count_another(database: Database, queries: QueryLog, ask: Ask) -> None:
    await add_people(database)
    queries.clear()

    await find(ask, "one two three four five six seven eight nine ten")

    assert len(queries) == 2


async def test_a_search_stays_in_its_project_and_mode(database: Database, ask: Ask) -> None:
    others = [make_customer(1, live_mode=False), make_customer(2, project_id="prj_2")]
    words = [word for other in others for word in make_words(other)]
    invoices = [make_invoice(other, number="N-1") for other in others]
    mine = make_customer(3, name="Somebody else")
    await save(database, make_project(), make_project(id="prj_2", name="Other"), others, mine, words, invoices)

    for text in ("Customer", "cus_1", "cus_2", "customer1@example.com", "customer2@example.com", "N-1"):
        assert await find(ask, text) == [], text
