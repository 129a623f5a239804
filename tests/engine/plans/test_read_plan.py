"""A read plan says what is read at each level, in plain words, and reads nothing twice."""

from graphql import get_variable_values, parse
from graphql.language import OperationDefinitionNode

from engine.plans.compiler import compile_query
from schema.root import SCHEMA


def read_plan(text: str) -> str:
    document = parse(text)
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    values = get_variable_values(SCHEMA._schema, operation.variable_definitions or (), {})
    assert not isinstance(values, list)
    return str(compile_query(SCHEMA, document, operation, values).reads)


def test_a_level_is_what_is_read_for_the_rows_above() -> None:
    plan = read_plan('{ invoice(id: "in_1") { number subscription { id invoices { nodes { id } totalCount } } } }')

    assert plan == (
        "Level 1\n"
        "  for the query\n"
        "    [0] Invoice rows by the ids in the arguments: id, number, subscription_id\n"
        "Level 2\n"
        "  for the rows of invoice\n"
        "    [1] Subscription rows by subscription_id of each row: id\n"
        "Level 3\n"
        "  for the rows of invoice.subscription\n"
        "    [2] a page of Invoice rows by id of each row: id, number, subscription_id\n"
        "    [3] the number of Invoice rows by id of each row"
    )


def test_what_several_fields_need_is_read_once() -> None:
    plan = read_plan('{ customer(id: "cus_1") { delinquent nextBillingAt totals { currency } } }')

    assert plan.endswith(
        "  for the rows of customer\n"
        "    [1] sums of customer by id of each row, unless figures are stored\n"
        "    [2] billing of customer by id of each row, unless figures are stored"
    )


def test_a_batch_that_was_read_before_says_at_which_level_and_long_lines_are_wrapped() -> None:
    plan = read_plan('{ customer(id: "cus_1") { email invoices { nodes { customer { name } } } } }')

    assert plan.splitlines()[-2:] == [
        "    [0] Customer rows by customer_id of each row (already read at level 1: only new keys): id,",
        "        email, name",
    ]


def test_the_customers_locale_is_read_unless_the_arguments_give_one() -> None:
    invoice = '{ invoice(id: "in_1") { total { formatted%s } } }'

    own, given = read_plan(invoice % ""), read_plan(invoice % '(locale: "de")')

    customer = "[1] Customer rows by the customer of each row"
    assert own.endswith(f"{customer}: id, locale")
    assert given.endswith(f"{customer}, unless `locale` is given: id, locale")


def test_the_customer_of_a_row_is_read_only_where_something_needs_it() -> None:
    lines = '{ invoice(id: "in_1") { lines { nodes { amount { %s } } } } }'

    assert "customer_id" in read_plan(lines % "formatted")
    assert "customer_id" not in read_plan(lines % "decimal")


def test_the_rows_of_a_list_do_not_repeat_whose_they_are() -> None:
    plan = read_plan("{ customers { nodes { paymentIntents { nodes { status } } } } }")

    assert plan.endswith("a page of PaymentIntent rows by id of each row: id, status")


def test_a_query_that_reads_nothing_has_an_empty_plan() -> None:
    assert read_plan("{ viewer { name } }") == ""


def test_what_a_function_makes_of_what_was_read_leads_to_rows_of_the_next_level() -> None:
    plan = read_plan('{ customer(id: "cus_1") { nextCharge { at subscription { status } } } }')

    assert plan == (
        "Level 1\n"
        "  for the query\n"
        "    [0] Customer rows by the ids in the arguments: id, figures\n"
        "Level 2\n"
        "  for the rows of customer\n"
        "    [1] billing of customer by id of each row, unless figures are stored\n"
        "    [2] pending items of customer by id of each row, unless figures are stored\n"
        "Level 3\n"
        "  for the rows of customer.nextCharge\n"
        "    [3] Subscription rows by subscription_id of each row: id, status"
    )


def test_fields_that_ask_for_the_same_are_planned_and_read_once() -> None:
    asked = (
        'customer(id: "cus_1") { name invoices(first: 2) { nodes { total { formatted } subscription { status } } } }'
    )
    other = asked.replace("first: 2", "first: 3")

    once, thrice = read_plan(f"{{ {asked} }}"), read_plan(f"{{ {asked} two: {asked} three: {asked} }}")

    assert thrice == once
    assert read_plan(f"{{ {asked} two: {other} }}").count("a page of Invoice rows") == 2 * once.count(
        "a page of Invoice"
    )
