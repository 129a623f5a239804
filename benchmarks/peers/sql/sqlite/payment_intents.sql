SELECT child.customer_id, child.id, child.status, child.description, child.created_at, child.amount, child.currency
FROM json_each(:ids) AS parent
JOIN payment_intent AS child ON child.rowid IN (
    SELECT rowid FROM payment_intent
    WHERE project_id = :project AND live_mode = 1 AND customer_id = parent.value
    ORDER BY created_at DESC, id DESC
    LIMIT :first
)
ORDER BY child.created_at DESC, child.id DESC
