"""A plan needs no more than the declaration of a field or a relation."""

import strawberry
from graphql import execute, parse
from strawberry import Schema
from strawberry.schema.config import StrawberryConfig

from engine.cost.tree import FREE
from engine.operation import Operation
from engine.plans.document_plans import DocumentPlans
from models.billing.plan import Plan as PlanRow
from models.billing.plan import Product as ProductRow
from resolvers.belongs_to import BelongsTo
from resolvers.has_many import HasMany
from resolvers.paging.orders import Order
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.by_id import by_id
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.root import SCHEMA as SERVED
from schema.types.money import Money, money
from schema.types.scalars import SCALARS
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import make_context, make_plan, make_product, make_project, save

BY_ID = Order("id", ("id",))
PRODUCT = BelongsTo(ProductRow)


@row_type(PlanRow, "What a product costs.")
class Price:
    name: str = column("name", "Its name.")
    amount: Money = money("amount", "What one costs.")


@row_type(ProductRow, "What plans are prices of.")
class Product:
    id: strawberry.ID = column("id", "Its id.")
    name: str = column("name", "Its name.")
    sign: str = derived(str.upper, "name", description="Its name in capitals.")
    plans: Connection[Price] = has_many(HasMany("plans_by_product_id", PlanRow, "product_id", BY_ID), "Its prices.")


@strawberry.type
class Query:
    product: Product | None = by_id(PRODUCT, "One product.")


SCHEMA = Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))


async def test_a_plan_knows_a_new_type_its_fields_and_its_relation(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), make_product(), [make_plan(1), make_plan(2)])
    plans = "plans(first: 1) { totalCount edges { cursor node { name amount { decimal } } } }"
    document = parse(f'{{ product(id: "prod_1") {{ sign {plans} }} }}')
    [operation] = document.definitions
    queries.clear()

    data = await DocumentPlans(SCHEMA, document).answer(Operation.of(operation, FREE), None, make_context(database))
    statements = len(queries)
    resolved = await execute(SCHEMA._schema, document, context_value=make_context(database))

    assert "Product" not in SERVED._schema.type_map
    assert data == resolved.data
    assert data["product"]["plans"]["edges"][0]["node"] == {"name": "Plan 1", "amount": {"decimal": "15.00"}}
    assert statements == 3


async def test_a_plan_reads_the_columns_that_are_asked_for_and_no_others(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), make_product())
    document = parse('{ product(id: "prod_1") { sign } }')
    queries.clear()

    data = await DocumentPlans(SCHEMA, document).answer(
        Operation.of(document.definitions[0], FREE), None, make_context(database)
    )

    assert data == {"product": {"sign": "COFFEE CLUB"}}
    [sql] = queries
    assert "source_hash" not in sql
    assert "name" in sql
