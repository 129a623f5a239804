-- What PostGraphile can't read from the tables: amounts with their currency, times as text, the first item's plan.

CREATE TYPE money_value AS (amount_minor double precision, currency text);
CREATE TYPE address_value AS (line1 text, city text, postal_code text, country text);

CREATE FUNCTION rfc3339(moment bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(to_timestamp(moment / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        || CASE moment % 1000000 WHEN 0 THEN '' ELSE '.' || lpad((moment % 1000000)::text, 6, '0') END || 'Z'
$$;

CREATE FUNCTION customer_created(customer customer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(customer.created_at)
$$;
CREATE FUNCTION customer_home(customer customer) RETURNS address_value LANGUAGE sql STABLE AS $$
    SELECT ROW(parts ->> 'line1', parts ->> 'city', parts ->> 'postal_code', parts ->> 'country')::address_value
    FROM (SELECT customer.address::json AS parts) AS stored
    WHERE customer.address IS NOT NULL
$$;

CREATE FUNCTION payment_intent_created(payment payment_intent) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(payment.created_at)
$$;
CREATE FUNCTION payment_intent_money(payment payment_intent) RETURNS money_value LANGUAGE sql STABLE AS $$
    SELECT ROW(payment.amount, payment.currency)::money_value
$$;

CREATE FUNCTION subscription_created(subscription subscription) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(subscription.created_at)
$$;
CREATE FUNCTION subscription_period_end(subscription subscription) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(subscription.current_period_end)
$$;
CREATE FUNCTION subscription_plan(subscription subscription) RETURNS plan LANGUAGE sql STABLE AS $$
    SELECT plan.*
    FROM subscription_item AS item
    JOIN plan ON plan.project_id = item.project_id AND plan.live_mode = item.live_mode AND plan.id = item.plan_id
    WHERE item.project_id = subscription.project_id AND item.live_mode = subscription.live_mode
        AND item.subscription_id = subscription.id AND item.position = 0
$$;
CREATE FUNCTION plan_money(plan plan) RETURNS money_value LANGUAGE sql STABLE AS $$
    SELECT ROW(plan.amount, plan.currency)::money_value
$$;

CREATE FUNCTION invoice_created(invoice invoice) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(invoice.created_at)
$$;
CREATE FUNCTION invoice_due(invoice invoice) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rfc3339(invoice.due_at)
$$;
CREATE FUNCTION invoice_total_money(invoice invoice) RETURNS money_value LANGUAGE sql STABLE AS $$
    SELECT ROW(invoice.total, invoice.currency)::money_value
$$;
CREATE FUNCTION invoice_due_money(invoice invoice) RETURNS money_value LANGUAGE sql STABLE AS $$
    SELECT ROW(invoice.amount_due, invoice.currency)::money_value
$$;

-- A type of the name Subscription would be GraphQL's own root.
COMMENT ON TABLE subscription IS '@name billing_subscription';

-- A payment may name a customer who is not known (yet), so the table has no constraint that tells the relation.
COMMENT ON TABLE payment_intent IS '@foreignKey (project_id, live_mode, customer_id) references customer (project_id, live_mode, id)';
