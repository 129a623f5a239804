"""Searching customers by anything: what a text finds, in which order, on both databases alike."""

import pytest

from engine.executor import Executor
from engine.request import GraphQLRequest
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.customers.search_results import counts
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    make_charge,
    make_context,
    make_customer,
    make_dispute,
    make_invoice,
    make_method,
    make_payment,
    make_project,
    make_refund,
    make_subscription,
    save,
)

SEARCH = """query S($for: String, $order: CustomerOrder, $first: Int = 100, $after: String) {
  customers(search: $for, orderBy: $order, first: $first, after: $after) {
    nodes { id } totalCount pageInfo { endCursor hasNextPage }
  }
}"""

NAMES: dict[str, str | None] = {
    "ada": "Ada Lovelace",
    "adam": "Adam O'Brien-Smith",
    "oz": "Öżgür Çelik",
    "strasse": "Straße & Söhne GmbH",
    "tokyo": "東京商事株式会社",
    "thai": "สมชาย ใจดี",
    "arabic": "محمد علي",
    "russian": "Анна Каренина",
    "korean": "김민수",
    "hindi": "प्रिया शर्मा",
    "wide": "ＡＣＭＥ ﬁlms",
    "odd": "50%_off 'quoted' \\ (x) 🧾",
    "danish": "Søren Ærøskøbing",
    "polish": "Łucja Włodarczyk",
    "serbian": "Đorđe",
    "icelandic": "Þóra Guðmundsdóttir",
    "turkish": "Işıl YILDIZ",
    "yo": "Пётр Сергеев",
    "none": None,
}


async def add_people(database: Database) -> None:
    """One customer of each name, the first created last; and what two of them have."""
    people = [
        make_customer(number, id=f"cus_{key}", name=name, email=f"{key}@mail.test")
        for number, (key, name) in enumerate(NAMES.items(), 1)
    ]
    ada, adam = people[:2]
    ada.email, ada.phone, ada.extra = "Ada.Lovelace@Example.COM", "+44 (0)20 7946-0000", {"crm": "A-77", "tier": "Gold"}
    payment = make_payment(ada, 1, amount=1999, amount_received=1900, method_last4="4242")
    charge = make_charge(payment)
    await save(
        database,
        make_project(),
        people,
        make_invoice(ada, 1, number="INV-2026/001", total=12345, currency="EUR"),
        make_invoice(adam, 1, number="inv-7", total=500, currency="JPY"),
        make_subscription(ada),
        make_method(adam, last4="1881"),
        payment,
        charge,
        make_refund(payment),
        make_dispute(payment),
    )


async def find(ask: Ask, text: str | None, **more: object) -> list[str]:
    """The customers in their order."""
    found = (await ask(SEARCH, {"for": text} | more))["data"]["customers"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["id"].removeprefix("cus_") for node in found["nodes"]]


FINDS: dict[str, dict[str, list[str]]] = {
    "ids": {
        "cus_ada": ["ada"],
        "  cus_ada\n": ["ada"],
        "cus_none": ["none"],
        "CUS_ADA": [],
        "cus_ad": [],
        "pi_ada_1": ["ada"],
        "sub_ada_1": ["ada"],
        "in_ada_1": ["ada"],
        "in_adam_1": ["adam"],
        "pm_adam_1": ["adam"],
        "pi_nobody": [],
    },
    "e-mails, their parts and their domains": {
        "ada.lovelace@example.com": ["ada"],
        "ADA.LOVELACE@example.com": ["ada"],
        "ada.lovelace@exam": ["ada"],
        "ada.love": ["ada"],
        "@example.com": ["ada"],
        "example": ["ada"],
        "lovelace@": ["ada"],
        "adam@mail.test": ["adam"],
        "dam@mail.test": ["adam"],
        "ada.lovelace@example.org": [],
    },
    "phones": {
        "+44 20 7946 0000": ["ada"],
        "020 7946 0000": ["ada"],
        "004420-79460000": ["ada"],
        "2079460000": ["ada"],
        "+49 20 7946 0000": [],
        "7946": [],
    },
    "invoice numbers and their beginnings, in any case": {
        "INV-2026/001": ["ada"],
        "inv-2026/001": ["ada"],
        "INV-7": ["adam"],
        "inv-2": ["ada"],
        "Inv2026": ["ada"],
        "INV-2027": [],
    },
    "cards, amounts and metadata": {
        "4242": ["ada"],
        "1881": ["adam"],
        "424": [],
        "19.99 GBP": ["ada"],
        "£19": ["ada"],
        "£19.98": [],
        "€123.45": ["ada"],
        "¥500": ["adam"],
        "500": [],
        "A-77": ["ada"],
        "gold": ["ada"],
        "gol": [],
    },
    "words": {
        "ada": ["ada", "adam"],
        "ADA": ["ada", "adam"],
        "adam": ["adam"],
        "lovelace ada": ["ada"],
        "love a": ["ada"],
        "ada ada ada": ["ada", "adam"],
        "ada brien": ["adam"],
        "o'brien": ["adam"],
        "O’Brien": ["adam"],
        "brien-smith": ["adam"],
        "ada nobody": [],
        "ada example": ["ada"],
        "smith example": [],
        "ÖŻGÜR": ["oz"],
        "öżg çe": ["oz"],
        "strasse": ["strasse"],
        "STRASSE GMBH": ["strasse"],
        "acme": ["wide"],
        "ACME FILMS": ["wide"],
    },
    "pieces from inside": {
        "ove": ["ada"],
        "ovelace": ["ada"],
        "ovelace ada": ["ada"],
        "rien mith": ["adam"],
        "ov": [],
        "velada": [],
    },
    "one typo, where nothing else is found": {
        "lovelase": ["ada"],
        "lovlace": ["ada"],
        "lovellace": ["ada"],
        "loevlace": ["ada"],
        "lovelase ada": ["ada"],
        "ada lovelase": ["ada"],
        "smiht": ["adam"],
        "lovelsae": [],
        "lovelase example": [],
        "adm": [],
        "smiht brien": ["adam"],
        "brien smiht": ["adam"],
        "adma smth": ["adam"],
        "adam smth": ["adam"],
        "adma smiht": ["adam"],
        "adma": [],
        "smiht nobody": [],
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
        "петр": ["yo"],
        "ПЁТР": ["yo"],
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
    "signs, which separate words or are none": {
        "%": [],
        "_": [],
        "ad%": ["ada", "adam"],
        "a_a": ["ada", "adam", "arabic", "wide", "danish"],
        "50%": ["odd"],
        "'quoted'": ["odd"],
        "' OR 1=1 --": [],
        "\\": [],
        "()": [],
        '"*"': [],
        "🧾": [],
        "off 🧾": ["odd"],
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

    assert await find(ask, blank) == list(NAMES)


async def test_a_search_of_two_hundred_characters_is_the_longest(database: Database, ask: Ask) -> None:
    await add_people(database)

    longest, longer = await find(ask, "🧾" * 200), await ask(SEARCH, {"for": "a" * 201})

    assert longest == []
    [error] = longer["errors"]
    assert error["message"] == "'search' is longer than 200 characters."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


RANKED = {
    "inside, but new": ("Grand Romano", "x@one.test"),
    "beginning": ("Romanov", None),
    "whole, in the e-mail": (None, "roman@two.test"),
    "whole, and old": ("Roman Holiday", None),
    "value": ("Third", None),
    "beginning, and older": ("Romana", None),
    "inside, and oldest": ("Aromany", None),
}
ORDER = [
    "value",
    "whole, in the e-mail",
    "whole, and old",
    "inside, but new",
    "beginning",
    "beginning, and older",
    "inside, and oldest",
]


async def add_ranked(database: Database) -> None:
    people = [
        make_customer(number, id=key, name=name, email=email)
        for number, (key, (name, email)) in enumerate(RANKED.items())
    ]
    people[4].extra = {"plan": "Roman"}
    await save(database, make_project(), people)


async def test_the_best_come_first_and_of_these_the_newest(database: Database, ask: Ask) -> None:
    await add_ranked(database)

    assert await find(ask, "roman") == ORDER
    assert await find(ask, "roman", order="NEWEST") == list(RANKED)
    assert await find(ask, "roman", order="OLDEST") == list(RANKED)[::-1]


@pytest.mark.parametrize("text", ["roman", "ro", "cus", "romam", "test", "roman cus", "r c"])
@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST", "OLDEST", "NAME"])
async def test_pages_of_a_search_are_cut_from_its_order(database: Database, ask: Ask, text: str, order: str) -> None:
    await add_ranked(database)
    await save(database, [make_customer(number + 10, name=f"Roman Cusack {number}") for number in range(4)])
    whole = await find(ask, text, order=order)
    pages: list[str] = []
    after = None

    for _ in whole:
        page = (await ask(SEARCH, {"for": text, "order": order, "first": 2, "after": after}))["data"]["customers"]
        pages += [node["id"].removeprefix("cus_") for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert pages == whole
    assert len(set(whole)) == len(whole) > 1
    assert sorted(whole) == sorted(await find(ask, text))


async def test_whoever_is_mistyped_in_one_way_or_another_comes_once_and_in_one_order(
    database: Database, ask: Ask
) -> None:
    names = ["Maria", "Marla", "Mart", "Marat Maria", "Marte", "Mart Marta-Marla", "Somebody", "Matra Amrta"]
    people = [make_customer(number, name=name, email="marat@marat.test") for number, name in enumerate(names)]
    await save(database, make_project(), people)

    assert await find(ask, "marza") == ["0", "1", "3", "5"]
    assert await find(ask, "martb") == ["2", "4", "5"]
    assert await find(ask, "mrata") == ["5"]
    # Everybody has it in the e-mail address.
    assert await find(ask, "maratt") == ["3"]


async def test_a_page_before_a_cursor_ends_there(database: Database, ask: Ask) -> None:
    await add_ranked(database)
    query = """query S($last: Int, $before: String) { customers(search: "roman", last: $last, before: $before) {
      nodes { id } pageInfo { startCursor hasPreviousPage } } }"""

    end = (await ask(query, {"last": 3}))["data"]["customers"]
    before = (await ask(query, {"last": 3, "before": end["pageInfo"]["startCursor"]}))["data"]["customers"]

    assert [node["id"] for page in (before, end) for node in page["nodes"]] == ORDER[1:]
    assert before["pageInfo"]["hasPreviousPage"]


async def test_a_place_in_another_search_is_refused(database: Database, ask: Ask) -> None:
    await add_ranked(database)
    page = (await ask(SEARCH, {"for": "third", "first": 1}))["data"]["customers"]

    [error] = (await ask(SEARCH, {"for": "romanov", "after": page["pageInfo"]["endCursor"]}))["errors"]

    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"] == "'after' is the place of a customer whom the search no longer finds."


async def test_without_a_search_there_is_no_relevance(database: Database, ask: Ask) -> None:
    await save(database, make_project())

    [error] = (await ask(SEARCH, {"order": "RELEVANCE"}))["errors"]

    assert error["message"] == "The order RELEVANCE is of a search: without one there is none."


async def test_a_count_alone_in_an_order_that_cannot_be_is_refused_as_well(database: Database, ask: Ask) -> None:
    await save(database, make_project())

    answer = await ask("{ customers(orderBy: RELEVANCE) { totalCount } }")

    assert answer["data"] is None
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]


async def test_a_filter_narrows_a_search_and_does_not_widen_it(database: Database, ask: Ask) -> None:
    query = """query S($for: String, $order: CustomerOrder) { customers(search: $for, orderBy: $order,
      filter: {subscriptionStatus: PAST_DUE}) { nodes { id } totalCount } }"""
    await add_ranked(database)
    late = make_customer(9, name="Ramon")
    await save(database, late, make_subscription(late, status=SubscriptionStatus.PAST_DUE))

    for order in ("RELEVANCE", "NEWEST"):
        found = [(await ask(query, {"for": text, "order": order}))["data"]["customers"] for text in ("ramon", "roman")]
        assert [[node["id"] for node in each["nodes"]] for each in found] == [["cus_9"], []], order
        assert [each["totalCount"] for each in found] == [1, 0]


@pytest.mark.parametrize(
    ("text", "of_page", "of_count"),
    [
        ("ada", 2, 2),
        # Of words together it is looked at how many have them.
        ("cus_ada", 3, 3),
        ("ada lovelace", 3, 3),
        ("ada.lovelace@example.com", 1, 1),
        ("!", 0, 0),
    ],
)
async def test_a_search_and_its_count_take_a_statement_for_what_is_meant_and_one_for_beginnings(
    database: Database, queries: QueryLog, ask: Ask, text: str, of_page: int, of_count: int
) -> None:
    await add_people(database)
    queries.clear()

    await find(ask, text)

    assert len(queries) == of_page + of_count


async def test_a_page_in_another_order_knows_how_long_lists_are_from_the_search_for_the_stage(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    await add_people(database)
    queries.clear()

    answer = await ask('{ customers(search: "ada lovelace", orderBy: OLDEST) { nodes { id } } }')

    assert answer["data"]["customers"]["nodes"] == [{"id": "cus_ada"}]
    # How long they are, whether they find anybody, and the page.
    assert len(queries) == 3


async def test_a_search_stays_in_its_project_and_mode(database: Database, ask: Ask) -> None:
    others = [make_customer(1, live_mode=False, phone="555123456"), make_customer(2, project_id="prj_2")]
    invoices = [make_invoice(other, number="N-1000") for other in others]
    mine = make_customer(3, name="Somebody else", email=None)
    await save(database, make_project(), make_project(id="prj_2", name="Other"), others, mine, invoices)

    for text in ("Customer", "cus_1", "cus_2", "customer1@example.com", "customer2", "N-1000", "n-10", "555 123456"):
        assert await find(ask, text) == [], text


@pytest.mark.parametrize("plans", [True, False])
async def test_a_count_beyond_what_is_counted_is_said_to_be_an_estimate(
    database: Database, plans: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "MOST_COUNTED", 3)
    await save(database, make_project(), *(make_customer(number, name="Ada") for number in range(1, 5)))
    await save(database, *(make_customer(number, name="Bea") for number in range(5, 8)))
    query = """query S($text: String) { customers(search: $text) {
      totalCountEstimated edges { node { id } } } all: customers { totalCount totalCountEstimated } }"""

    async def count(text: str) -> tuple[bool, int]:
        request = GraphQLRequest(query, {"text": text})
        data = (await Executor(plans=plans).run(request, make_context(database))).body["data"]
        assert data["all"] == {"totalCount": 7, "totalCountEstimated": False}
        return data["customers"]["totalCountEstimated"], len(data["customers"]["edges"])

    assert await count("ada") == (True, 4)
    assert await count("bea") == (False, 3)
    assert await count("nobody") == (False, 0)


async def test_an_estimate_is_no_more_than_there_are_customers(
    database: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "MOST_COUNTED", 3)
    await save(database, make_project(), *(make_customer(number, name="Ada Roe") for number in range(1, 6)))
    # By time as many again came in each second since then.
    await save(database, make_customer(6, name="Ada Roe", created_at=Instant(0)), make_customer(7, name="Bea"))

    for text in ("ada", "a", "ada roe"):
        found = await ask("query($text: String) { customers(search: $text) { totalCount } }", {"text": text})
        assert found["data"] == {"customers": {"totalCount": 7}}


async def test_a_typo_among_many_words_that_are_right_is_found_by_a_short_statement(
    database: Database, ask: Ask, queries: QueryLog
) -> None:
    words = ["alexander", "bernadotte", "dominguez", "eisenhower", "fitzgerald"]
    # Others have the same words, which are so known in all their forms.
    others = [make_customer(number, name=word) for number, word in enumerate(words, 2)]
    await save(database, make_project(), make_customer(1, name=" ".join(words)), others)

    found = await find(ask, " ".join(words).replace("dominguez", "dominguex"))

    assert found == ["1"]
    assert max(map(len, queries)) < 150_000
