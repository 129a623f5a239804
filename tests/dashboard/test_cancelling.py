"""Cancelling by a form: what is asked, what is told, and that it happens once."""

import asyncio
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select

from models.access.project import Project
from models.billing.customer import Customer
from models.billing.event import Event
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import PauseBehavior, Subscription, SubscriptionStatus
from storage.database import Database
from tests.app.sellers import content_of
from tests.dashboard.conftest import Operator, SignIn
from tests.dashboard.reading import Page
from tests.factories import (
    later,
    make_customer,
    make_invoice,
    make_item,
    make_one_of_each,
    make_plan,
    make_product,
    make_subscription,
    save,
)

ADA = "/dashboard/customers/cus_1"
CANCEL = f"{ADA}/subscriptions/sub_1_1/cancel"
RESUME = f"{ADA}/subscriptions/sub_1_1/resume"
QUESTION = "//form[@id='question']"


class Stored(NamedTuple):
    """A subscription and what happened to it."""

    status: SubscriptionStatus
    cancel_at: int | None
    by: str | None
    events: list[str]


async def stored(database: Database) -> Stored:
    async with database.sessions() as session:
        row = (await session.exec(select(Subscription).where(Subscription.id == "sub_1_1"))).one()
        events = (await session.exec(select(Event).order_by(Event.created_at, Event.id))).all()
    return Stored(row.status, row.cancel_at, row.cancellation_requested_by, [event.type for event in events])


@pytest.fixture
async def ada(database: Database, project: Project) -> None:
    customer = await save_subscriber(database)
    await save(database, make_invoice(customer, status=InvoiceStatus.OPEN, total=4900, subscription_id="sub_1_1"))


async def save_subscriber(database: Database, **stands: Any) -> Customer:
    """Ada, whose one subscription stands like that."""
    customer, plan = make_customer(name="Ada Lovelace"), make_plan()
    subscription = make_subscription(customer, **stands)
    await save(database, customer, make_product(), plan, subscription, make_item(subscription, plan))
    return customer


async def reschedule(database: Database, cancel_at: int) -> None:
    async with database.sessions() as session, session.begin():
        (await session.exec(select(Subscription))).one().cancel_at = cancel_at


async def ask(operator: Operator, **query: str) -> tuple[Page, dict[str, str]]:
    """The question, and its form as it stands."""
    page = await operator.open(CANCEL, **query)
    return page, page.fields(QUESTION)


def outcome(page: Page) -> str:
    return page.text("//*[@id='outcome']/p")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "stands",
    [{"pause_behavior": PauseBehavior.VOID}, {"status": SubscriptionStatus.UNPAID}, {"cancel_at": later(20)}],
)
async def test_what_is_not_charged_is_not_said_to_be_charged_until_a_date(
    database: Database, operator: Operator, stands: dict[str, Any]
) -> None:
    await save_subscriber(database, **stands)

    page, _ = await ask(operator)

    assert page.texts("//label[@class='option']")[-1].startswith("On a date It continues until the start of that day.")


@pytest.mark.usefixtures("ada")
async def test_the_question_names_what_is_at_stake_and_what_each_choice_leads_to(operator: Operator) -> None:
    page, form = await ask(operator)

    assert page.texts("//dl[@class='at-stake']/div") == [
        "Customer Ada Lovelace",
        "E-mail customer1@example.com",
        "Plan Coffee club · Plan 1 £15.00 / month",
        "Started 21 Nov 2026 sub_1_1",
        "Next charge 12 Dec 2026 £15.00",
    ]
    assert page.texts("//label[@class='option']") == [
        "Immediately It ends as soon as you confirm. "
        "The charge of £15.00 on 12 Dec 2026 and all later ones won’t be made. "
        "The current period began on 12 Nov 2026.",
        "At the end of the current period, 12 Dec 2026 It stays active until 12 Dec 2026, 12:00 UTC. "
        "The first charge that won’t be made is the one of £15.00 on 12 Dec 2026.",
        "On a date It is charged as usual until the start of that day. Show what this date leads to",
    ]
    assert page.text("//p[@class='hint']").startswith("Nothing is refunded")
    assert page.texts("//p[@class='notice warn']") == [
        "One open invoice for £49.00 remains due: cancelling doesn’t void it."
    ]
    assert {name: value for name, value in form.items() if name != "csrf_token"} == {
        "timing": "IMMEDIATELY",
        "date": "",
        "reason": "",
        "comment": "",
        "scheduled": "None",
    }


async def test_the_question_names_every_item_with_its_quantity_and_what_the_customer_is_described_as(
    operator: Operator, database: Database
) -> None:
    customer = make_customer(description="Cancel by telephone only")
    plan, seats = make_plan(), make_plan(2, name="Seats", amount=500)
    subscription = make_subscription(customer)
    items = [make_item(subscription, plan), make_item(subscription, seats, 2, quantity=3)]
    await save(database, customer, make_product(), [plan, seats], subscription, items)

    page, _ = await ask(operator)

    told = page.texts("//dl[@class='at-stake']/div")
    assert "Description Cancel by telephone only" in told
    assert "Plans Coffee club · Plan 1 £15.00 / month Coffee club · Seats × 3 £15.00 / month" in told


async def test_the_question_about_what_is_to_end_already_says_so_and_who_asked_for_it(
    sign_in: SignIn, database: Database
) -> None:
    await save_subscriber(database)
    first, second = [await sign_in(email=email) for email in ("ada@post.example", "grace@post.example")]
    _, form = await ask(first)
    await first.send(CANCEL, form | {"timing": "AT_PERIOD_END"})

    own, other = [(await ask(one))[0] for one in (first, second)]

    told = "It is already scheduled to end on 12 Dec 2026, 12:00 UTC. Requested by {} on 22 Nov 2026, 12:00 UTC."
    assert own.text("//p[@class='notice warn']") == told.format("you")
    assert other.text("//p[@class='notice warn']") == told.format("ada@post.example")
    assert other.text("//h1") == "Change when this subscription ends?"
    assert other.texts("//*[@class='choices']/*") == ["Leave as it is", "Confirm new end"]


async def test_an_end_that_somebody_else_has_scheduled_since_is_shown_before_it_is_changed(
    sign_in: SignIn, database: Database
) -> None:
    await save_subscriber(database)
    first, second = [await sign_in(email=email) for email in ("ada@post.example", "grace@post.example")]
    (_, early), (_, late) = [await ask(one) for one in (first, second)]
    await first.send(CANCEL, early | {"timing": "AT_PERIOD_END"})

    again = await second.send(CANCEL, late | {"comment": "Moves to tea"})

    assert again.status == 422
    assert again.text("//p[@role='alert']").startswith("Somebody else has scheduled its end in the meantime")
    assert again.fields(QUESTION)["comment"] == "Moves to tea"
    assert (await stored(database)).events == ["subscription.cancellation_scheduled"]

    done = await second.send(CANCEL, again.fields(QUESTION))

    assert "was cancelled on" in outcome(done)


@pytest.mark.usefixtures("ada")
async def test_without_scripts_a_button_shows_what_a_date_leads_to_and_changes_nothing(
    operator: Operator, database: Database
) -> None:
    _, form = await ask(operator)

    shown = await operator.send(CANCEL, form | {"timing": "ON_DATE", "date": "2027-01-20", "preview": "yes"})

    assert "It stays active until 20 Jan 2027, 00:00 UTC." in shown.text("//*[@id='consequence']")
    assert shown.fields(QUESTION) | {"timing": "ON_DATE", "date": "2027-01-20"} == shown.fields(QUESTION)
    assert (await stored(database)).events == []


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("comment", ["Moves to tea & “cake”", "🫖" * 1000])
async def test_what_was_typed_is_there_again_after_a_session_that_ended(
    operator: Operator, client: httpx.AsyncClient, comment: str
) -> None:
    _, form = await ask(operator)
    typed = form | {"timing": "ON_DATE", "date": "2027-01-20", "reason": "UNUSED", "comment": comment}

    refused = await client.post(CANCEL, data=typed)
    (page_again,) = parse_qs(urlsplit(refused.headers["location"]).query)["next"]
    again = await operator.open(page_again)

    assert again.fields(QUESTION) == typed
    assert "csrf_token" not in refused.headers["location"]
    assert "so nothing was changed" in (await client.get(refused.headers["location"])).text


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("answer", "told", "expected"),
    [
        (
            {},
            "Coffee club · Plan 1 was cancelled on 22 Nov 2026, 12:00 UTC. It won’t be charged again.",
            (SubscriptionStatus.CANCELED, None),
        ),
        (
            {"timing": "AT_PERIOD_END"},
            "Coffee club · Plan 1 is scheduled to end on 12 Dec 2026, 12:00 UTC.",
            (SubscriptionStatus.ACTIVE, later(20)),
        ),
        (
            {"timing": "ON_DATE", "date": "2026-12-01"},
            "Coffee club · Plan 1 is scheduled to end on 1 Dec 2026, 00:00 UTC.",
            (SubscriptionStatus.ACTIVE, later(9) - 12 * 3600 * 1_000_000),
        ),
    ],
)
async def test_each_choice_is_done_and_told(
    operator: Operator, database: Database, answer: dict[str, str], told: str, expected: Any
) -> None:
    _, form = await ask(operator)

    page = await operator.send(CANCEL, form | answer | {"reason": "UNUSED", "comment": " Moved away \r\n"})

    assert (page.status, outcome(page)) == (200, told)
    now = await stored(database)
    assert (now.status, now.cancel_at) == expected
    assert (now.by, len(now.events)) == ("ada@post.example", 1)
    async with database.sessions() as session:
        event = (await session.exec(select(Event))).one()
    assert (event.actor, event.reason, event.comment) == ("ada@post.example", "UNUSED", "Moved away")


@pytest.mark.usefixtures("ada")
async def test_undo_takes_a_scheduled_cancellation_back(operator: Operator, database: Database) -> None:
    _, form = await ask(operator)
    page = await operator.send(CANCEL, form | {"timing": "AT_PERIOD_END"})

    undone = await operator.send(RESUME, page.fields("//*[@id='outcome']//form"))
    again = await operator.send(RESUME, page.fields("//*[@id='outcome']//form"))

    told = "Coffee club · Plan 1 will continue: no cancellation is scheduled. Next charge: 12 Dec 2026."
    assert [outcome(each) for each in (undone, again)] == [told, told]
    events = ["subscription.cancellation_scheduled", "subscription.resumed"]
    assert await stored(database) == Stored(SubscriptionStatus.ACTIVE, None, None, events)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"timing": "ON_DATE"}, "Choose the date on which it ends."),
        ({"date": "2026-12-01"}, "A date is set, but another option is selected."),
        ({"timing": "AT_PERIOD_END", "date": "2026-12-01"}, "A date is set, but another option is selected."),
        ({"timing": "ON_DATE", "date": "2026-11-22"}, "Choose a date after today"),
        ({"timing": "ON_DATE", "date": "2039-01-01"}, "at most 5 years from now"),
        ({"timing": "ON_DATE", "date": "soon"}, "“soon” is not a date in the form 2026-11-22."),
        ({"timing": "ON_DATE", "date": "2026-W48-1"}, "“2026-W48-1” is not a date in the form 2026-11-22."),
        ({"timing": "LATER"}, "“LATER” is not a valid choice for “timing”."),
        ({"reason": "BORED"}, "“BORED” is not a valid choice for “reason”."),
        ({"comment": "x" * 1001}, "The comment is longer than 1,000 characters."),
    ],
)
async def test_an_answer_that_cant_be_is_shown_again_with_what_is_wrong_and_changes_nothing(
    operator: Operator, database: Database, answer: dict[str, str], problem: str
) -> None:
    _, form = await ask(operator)
    before = await content_of(database)
    sent = form | {"comment": "Kept <as> it is"} | answer

    page = await operator.send(CANCEL, sent)

    assert page.status == 422
    assert problem in page.text("//p[@role='alert']")
    assert "cancelAt" not in page.text("//p[@role='alert']")
    shown = page.fields(QUESTION)
    assert shown["comment"] == sent["comment"]
    if sent["timing"] != "LATER":
        assert (shown["timing"], shown["date"]) == (sent["timing"], sent["date"])
    assert await content_of(database) == before


@pytest.mark.usefixtures("ada")
async def test_sending_the_form_again_leads_to_the_same_page_and_leaves_one_event(
    operator: Operator, database: Database
) -> None:
    _, form = await ask(operator)

    at_once = await asyncio.gather(*(operator.send(CANCEL, form) for _ in range(3)))
    # By the back button, and of another end: it is over already.
    later_on = await operator.send(CANCEL, form | {"timing": "AT_PERIOD_END"})

    told = "Coffee club · Plan 1 was cancelled on 22 Nov 2026, 12:00 UTC. It won’t be charged again."
    assert [outcome(page) for page in (*at_once, later_on)] == [told] * 4
    assert (await stored(database)).events == ["subscription.canceled"]


@pytest.mark.usefixtures("ada")
async def test_of_two_operators_at_once_one_cancels_and_the_other_is_told_who_it_was(
    sign_in: SignIn, database: Database
) -> None:
    people = [await sign_in(email=email) for email in ("ada@post.example", "grace@post.example")]
    forms = [(await ask(one))[1] for one in people]

    pages = await asyncio.gather(*(one.send(CANCEL, form) for one, form in zip(people, forms, strict=True)))

    now = await stored(database)
    assert now.events == ["subscription.canceled"]
    by_other = f"Requested by {now.by} on 22 Nov 2026, 12:00 UTC."
    assert sorted(by_other in outcome(page) for page in pages) == [False, True]


@pytest.mark.usefixtures("ada")
async def test_the_question_about_what_is_over_leads_to_how_it_stands(operator: Operator) -> None:
    _, form = await ask(operator)
    await operator.send(CANCEL, form)

    page = await operator.open(CANCEL)

    assert page.answer.url.path == ADA
    assert "was cancelled on" in outcome(page)


@pytest.mark.usefixtures("ada")
async def test_a_viewer_is_offered_no_cancellation_and_a_forced_one_changes_nothing(
    viewer: Operator, database: Database
) -> None:
    page = await viewer.open(ADA)
    token = page.fields("//form[@action='/dashboard/sign-out']")
    before = await content_of(database)

    answers = [await viewer.post(CANCEL, token), await viewer.post(RESUME, token)]
    question = await viewer.open(CANCEL)

    assert page.link("Cancel subscription") is None
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (question.status, question.text("//h1")) == (403, "Only operators can cancel")
    assert await content_of(database) == before


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("path", [CANCEL, RESUME])
@pytest.mark.parametrize("token", [{}, {"csrf_token": ""}, {"csrf_token": "x" * 43}])
async def test_a_form_without_the_pages_token_changes_nothing(
    operator: Operator, database: Database, path: str, token: dict[str, str]
) -> None:
    before = await content_of(database)

    answer = await operator.post(path, {"timing": "IMMEDIATELY", **token})

    assert answer.status_code == 403
    assert await content_of(database) == before


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/customers/cus_2/subscriptions/sub_1_1/cancel",
        "/dashboard/customers/cus_1/subscriptions/sub_none/cancel",
        "/dashboard/test/customers/cus_1/subscriptions/sub_1_1/cancel",
        "/dashboard/customers/cus_2/subscriptions/sub_1_1/resume",
    ],
)
async def test_a_subscription_that_is_not_the_customers_is_not_found(
    operator: Operator, database: Database, path: str
) -> None:
    await save(database, make_customer(2))
    _, form = await ask(operator)
    before = await content_of(database)

    answer = await operator.post(path, form)

    assert answer.status_code == 404
    assert await content_of(database) == before


@pytest.mark.usefixtures("ada")
async def test_a_stale_undo_does_not_take_back_what_somebody_else_has_scheduled_since(
    operator: Operator, database: Database
) -> None:
    _, form = await ask(operator)
    page = await operator.send(CANCEL, form | {"timing": "AT_PERIOD_END"})
    stale = page.fields("//*[@id='outcome']//form")
    await operator.send(CANCEL, form | {"timing": "ON_DATE", "date": "2027-02-01"})
    before = await content_of(database)

    told = await operator.send(RESUME, stale)

    assert "is scheduled to end on 1 Feb 2027" in outcome(told)
    assert await content_of(database) == before


@pytest.mark.usefixtures("ada")
async def test_resuming_what_is_not_scheduled_says_how_it_stands_and_changes_nothing(
    operator: Operator, database: Database
) -> None:
    _, form = await ask(operator)
    before = await content_of(database)

    page = await operator.send(RESUME, {"csrf_token": form["csrf_token"]})

    assert "will continue: no cancellation is scheduled" in outcome(page)
    assert await content_of(database) == before


@pytest.mark.parametrize(
    ("stands", "now", "later_on"),
    [
        (
            {"status": SubscriptionStatus.PAST_DUE},
            "It ends as soon as you confirm. "
            "Its last charge failed. The charge of £15.00 on 12 Dec 2026 and all later ones won’t be made.",
            "It continues until 1 Feb 2027, 00:00 UTC. "
            "Its last charge failed. The first charge that won’t be made is the one of £15.00 on 12 Feb 2027.",
        ),
        (
            {"status": SubscriptionStatus.UNPAID},
            "It ends as soon as you confirm. Its charges failed, and it won’t be charged again.",
            "It continues until 1 Feb 2027, 00:00 UTC. Its charges failed; more attempts may be made until then.",
        ),
        (
            {"status": SubscriptionStatus.INCOMPLETE},
            "It ends as soon as you confirm. Its first charge hasn’t succeeded, and it won’t be charged again.",
            "It continues until 1 Feb 2027, 00:00 UTC. "
            "Its first charge hasn’t succeeded; it may be tried again until then.",
        ),
        (
            {"status": SubscriptionStatus.PAUSED},
            "It ends as soon as you confirm. It is paused, and won’t be charged again.",
            "It continues until 1 Feb 2027, 00:00 UTC. "
            "It is paused, so it is charged before then only if the pause ends.",
        ),
        (
            {"status": SubscriptionStatus.TRIALING, "trial_end": later(3)},
            "It ends as soon as you confirm. The charge of £15.00 on 25 Nov 2026 and all later ones won’t be made.",
            "It continues until 1 Feb 2027, 00:00 UTC. "
            "The first charge that won’t be made is the one of £15.00 on 25 Feb 2027.",
        ),
        (
            {"cancel_at": later(20)},
            "It ends as soon as you confirm. No further charges were due. The current period began on 12 Nov 2026.",
            "It stays active until 1 Feb 2027, 00:00 UTC. "
            "That is later than its scheduled end on 12 Dec 2026: anything due in between is charged.",
        ),
        (
            {"current_period_start": later(-40), "current_period_end": later(-10)},
            "It ends as soon as you confirm. The charge on 12 Dec 2026 and all later ones won’t be made. "
            "Amount unknown: the stored data is out of date.",
            "It stays active until 1 Feb 2027, 00:00 UTC. "
            "The first charge that won’t be made is the one on 12 Feb 2027. "
            "Amount unknown: the stored data is out of date.",
        ),
    ],
)
async def test_the_consequences_are_those_of_how_the_subscription_stands(
    operator: Operator, database: Database, stands: dict[str, Any], now: str, later_on: str
) -> None:
    await save_subscriber(database, **stands)

    page, _ = await ask(operator, timing="ON_DATE", date="2027-02-01")

    told = page.texts("//label[@class='option']//small")
    assert (told[0], told[-1]) == (now, later_on)


async def test_of_items_with_periods_of_their_own_the_first_end_counts_and_that_is_said(
    operator: Operator, database: Database
) -> None:
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer)
    items = [make_item(subscription, plan, number, current_period_end=later(20 + number)) for number in range(2)]
    await save(database, customer, make_product(), plan, subscription, items)

    page, _ = await ask(operator)

    _, at_period_end, _ = page.texts("//label[@class='option']")
    assert at_period_end == (
        "At the end of the current period, 12 Dec 2026 It stays active until 12 Dec 2026, 12:00 UTC. "
        "The first charge that won’t be made is the one of £15.00 on 12 Dec 2026. "
        "Its items have different billing periods: the one that ends first counts."
    )


async def test_what_has_ended_by_its_schedule_is_told_as_canceled_and_asked_nothing(
    operator: Operator, database: Database
) -> None:
    await save_subscriber(database, cancel_at=later(1))
    _, form = await ask(operator)
    await reschedule(database, later(-2))

    resumed = await operator.send(RESUME, {"csrf_token": form["csrf_token"], "scheduled": str(later(-2))})
    canceled = await operator.send(CANCEL, form | {"timing": "ON_DATE", "date": "2026-12-01"})
    asked = await operator.open(CANCEL)

    told = "Coffee club · Plan 1 was cancelled on 20 Nov 2026, 12:00 UTC. It won’t be charged again."
    assert [outcome(each) for each in (resumed, canceled, asked)] == [told] * 3
    assert canceled.texts("//section[@id='subscriptions']//p") == ["No active subscriptions."]


async def test_a_period_that_ended_while_the_question_was_open_is_told_as_such(
    operator: Operator, database: Database
) -> None:
    await save_subscriber(database, current_period_end=later(-1))
    _, form = await ask(operator)

    page = await operator.send(CANCEL, form | {"timing": "AT_PERIOD_END"})

    told = "The current period has already ended: cancel immediately or on a date."
    assert (page.status, page.text("//p[@role='alert']")) == (422, told)


async def test_what_never_began_is_told_as_expired(operator: Operator, database: Database) -> None:
    await save_subscriber(database, status=SubscriptionStatus.INCOMPLETE_EXPIRED)

    page = await operator.open(CANCEL)

    assert outcome(page) == "Coffee club · Plan 1 expired before its first payment. It won’t be charged again."


@pytest.mark.usefixtures("ada")
async def test_a_comments_line_ends_count_once_as_in_the_browser(operator: Operator, database: Database) -> None:
    _, form = await ask(operator)
    lines = "\n".join(["x" * 99] * 10)

    page = await operator.send(CANCEL, form | {"comment": lines.replace("\n", "\r\n") + "x"})

    async with database.sessions() as session:
        event = (await session.exec(select(Event))).one()
    assert (page.status, event.comment) == (200, lines + "x")


async def test_the_date_begins_in_the_operators_time_zone(operator: Operator, database: Database, ada: None) -> None:
    zone = {"Cookie": "calmony_time_zone=America/New_York"}

    page = await operator.open(CANCEL, zone, timing="ON_DATE", date="2026-12-01")

    assert page.fields(QUESTION)["timing"] == "ON_DATE"
    assert "It stays active until 1 Dec 2026, 00:00 EST." in page.text("//*[@id='consequence']")


async def test_test_data_is_cancelled_at_its_own_address(operator: Operator, database: Database) -> None:
    await save(database, *make_one_of_each(1), *make_one_of_each(1, live_mode=False))
    path = CANCEL.replace("/dashboard/", "/dashboard/test/")
    form = (await operator.open(path)).fields(QUESTION)

    page = await operator.send(path, form)

    async with database.sessions() as session:
        rows = (await session.exec(select(Subscription).order_by(Subscription.live_mode))).all()
    assert page.answer.url.path == "/dashboard/test/customers/cus_1"
    assert [(row.live_mode, row.status) for row in rows] == [
        (False, SubscriptionStatus.CANCELED),
        (True, SubscriptionStatus.ACTIVE),
    ]
