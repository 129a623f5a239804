SELECT child.customer_id, child.id, child.number, child.status, child.created_at, child.due_at, child.total, child.amount_due, child.currency
FROM unnest(CAST(:ids AS text[])) AS parent (id)
CROSS JOIN LATERAL (
    SELECT * FROM invoice
    WHERE project_id = :project AND live_mode AND customer_id = parent.id
    ORDER BY created_at DESC, id DESC
    LIMIT :first
) AS child
ORDER BY child.created_at DESC, child.id DESC
