SELECT child.customer_id, child.id, child.status, child.created_at, child.current_period_end
FROM json_each(:ids) AS parent
JOIN subscription AS child ON child.rowid IN (
    SELECT rowid FROM subscription
    WHERE project_id = :project AND live_mode = 1 AND customer_id = parent.value
        AND (:status IS NULL OR status = :status)
    ORDER BY created_at DESC, id DESC
    LIMIT :first
)
ORDER BY child.created_at DESC, child.id DESC
