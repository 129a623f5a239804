SELECT child.customer_id, child.id, child.status, child.description, child.created_at, child.amount, child.currency
FROM unnest(CAST(:ids AS text[])) AS parent (id)
CROSS JOIN LATERAL (
    SELECT * FROM payment_intent
    WHERE project_id = :project AND live_mode AND customer_id = parent.id
    ORDER BY created_at DESC, id DESC
    LIMIT :first
) AS child
ORDER BY child.created_at DESC, child.id DESC
