SELECT child.customer_id, child.id, child.number, child.status, child.created_at, child.due_at, child.total, child.amount_due, child.currency
FROM json_each(:ids) AS parent
JOIN invoice AS child ON child.rowid IN (
    SELECT rowid FROM invoice
    WHERE project_id = :project AND live_mode = 1 AND customer_id = parent.value
    ORDER BY created_at DESC, id DESC
    LIMIT :first
)
ORDER BY child.created_at DESC, child.id DESC
