"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("tax_id", sa.String(), nullable=True),
        sa.Column("logo", sa.String(), nullable=True),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("footer", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("name", name=op.f("uq_project_name")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_api_key_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_project_id"), ["project_id"], unique=False)

    op.create_table(
        "customer",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_folded", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("sort_name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("tax_ids", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("metadata", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_customer_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_customer")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index("ix_customer_by_email", ["project_id", "live_mode", "email_folded"], unique=False)
        batch_op.create_index("ix_customer_by_name", ["project_id", "live_mode", "sort_name", "id"], unique=False)
        batch_op.create_index("ix_customer_newest", ["project_id", "live_mode", "created_at", "id"], unique=False)

    op.create_table(
        "idempotency_record",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("mutation", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_idempotency_record_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "mutation", "key", name=op.f("pk_idempotency_record")),
    )
    op.create_table(
        "operator",
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("email", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_operator_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("email", name=op.f("uq_operator_email")),
    )
    with op.batch_alter_table("operator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_project_id"), ["project_id"], unique=False)

    op.create_table(
        "product",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_product_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_product")),
    )
    op.create_table(
        "customer_word",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_customer_word_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_customer_word_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "word", "customer_id", name=op.f("pk_customer_word")),
    )
    with op.batch_alter_table("customer_word", schema=None) as batch_op:
        batch_op.create_index("ix_customer_word_by_customer", ["project_id", "live_mode", "customer_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("subject_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_event_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_event_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_by_customer",
            ["project_id", "live_mode", "customer_id", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_event_by_subject", ["project_id", "live_mode", "subject_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "plan",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("product_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_amount", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("interval_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "product_id"],
            ["product.project_id", "product.live_mode", "product.id"],
            name=op.f("fk_plan_project_id_live_mode_product_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_plan_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index("ix_plan_by_product", ["project_id", "live_mode", "product_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("current_period_start", sa.BigInteger(), nullable=False),
        sa.Column("current_period_end", sa.BigInteger(), nullable=False),
        sa.Column("trial_end", sa.BigInteger(), nullable=True),
        sa.Column("cancel_at", sa.BigInteger(), nullable=True),
        sa.Column("canceled_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("cancellation_requested_at", sa.BigInteger(), nullable=True),
        sa.Column("cancellation_requested_by", sa.String(), nullable=True),
        sa.Column("cancellation_reason", sa.String(), nullable=True),
        sa.Column("cancellation_comment", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_here_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_subscription_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_subscription_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subscription_by_customer",
            ["project_id", "live_mode", "customer_id", "created_at", "id"],
            unique=False,
        )

    op.create_table(
        "invoice",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("subscription_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("number", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("amount_due", sa.BigInteger(), nullable=False),
        sa.Column("amount_paid", sa.BigInteger(), nullable=False),
        sa.Column("amount_remaining", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_invoice_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "subscription_id"],
            ["subscription.project_id", "subscription.live_mode", "subscription.id"],
            name=op.f("fk_invoice_project_id_live_mode_subscription_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_invoice_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_invoice")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_by_customer",
            ["project_id", "live_mode", "customer_id", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index("ix_invoice_by_number", ["project_id", "live_mode", "number"], unique=False)
        batch_op.create_index(
            "ix_invoice_by_status", ["project_id", "live_mode", "status", "customer_id"], unique=False
        )
        batch_op.create_index(
            "ix_invoice_by_subscription",
            ["project_id", "live_mode", "subscription_id", "created_at", "id"],
            unique=False,
        )

    op.create_table(
        "subscription_item",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "subscription_id",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("plan_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "plan_id"],
            ["plan.project_id", "plan.live_mode", "plan.id"],
            name=op.f("fk_subscription_item_project_id_live_mode_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "subscription_id"],
            ["subscription.project_id", "subscription.live_mode", "subscription.id"],
            name=op.f("fk_subscription_item_project_id_live_mode_subscription_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_subscription_item_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_subscription_item")),
    )
    with op.batch_alter_table("subscription_item", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_item_by_plan", ["project_id", "live_mode", "plan_id"], unique=False)
        batch_op.create_index(
            "ix_subscription_item_by_subscription",
            ["project_id", "live_mode", "subscription_id", "position"],
            unique=False,
        )

    op.create_table(
        "invoice_line",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("invoice_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_amount", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Text(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("period_start", sa.BigInteger(), nullable=True),
        sa.Column("period_end", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "invoice_id"],
            ["invoice.project_id", "invoice.live_mode", "invoice.id"],
            name=op.f("fk_invoice_line_project_id_live_mode_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_invoice_line_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "invoice_id", "position", name=op.f("pk_invoice_line")),
    )
    op.create_table(
        "payment_intent",
        sa.Column("source_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("invoice_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.String(), nullable=True),
        sa.Column("failure_message", sa.String(), nullable=True),
        sa.Column("method_type", sa.String(), nullable=True),
        sa.Column("method_brand", sa.String(), nullable=True),
        sa.Column("method_last4", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "customer_id"],
            ["customer.project_id", "customer.live_mode", "customer.id"],
            name=op.f("fk_payment_intent_project_id_live_mode_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "invoice_id"],
            ["invoice.project_id", "invoice.live_mode", "invoice.id"],
            name=op.f("fk_payment_intent_project_id_live_mode_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_payment_intent_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name=op.f("pk_payment_intent")),
    )
    with op.batch_alter_table("payment_intent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_intent_by_customer",
            ["project_id", "live_mode", "customer_id", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index("ix_payment_intent_by_invoice", ["project_id", "live_mode", "invoice_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("payment_intent", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_intent_by_invoice")
        batch_op.drop_index("ix_payment_intent_by_customer")

    op.drop_table("payment_intent")
    op.drop_table("invoice_line")
    with op.batch_alter_table("subscription_item", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_item_by_subscription")
        batch_op.drop_index("ix_subscription_item_by_plan")

    op.drop_table("subscription_item")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_by_subscription")
        batch_op.drop_index("ix_invoice_by_status")
        batch_op.drop_index("ix_invoice_by_number")
        batch_op.drop_index("ix_invoice_by_customer")

    op.drop_table("invoice")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_by_customer")

    op.drop_table("subscription")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_by_product")

    op.drop_table("plan")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_by_subject")
        batch_op.drop_index("ix_event_by_customer")

    op.drop_table("event")
    with op.batch_alter_table("customer_word", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_word_by_customer")

    op.drop_table("customer_word")
    op.drop_table("product")
    with op.batch_alter_table("operator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operator_project_id"))

    op.drop_table("operator")
    op.drop_table("idempotency_record")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_newest")
        batch_op.drop_index("ix_customer_by_name")
        batch_op.drop_index("ix_customer_by_email")

    op.drop_table("customer")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_project_id"))

    op.drop_table("api_key")
    op.drop_table("project")
