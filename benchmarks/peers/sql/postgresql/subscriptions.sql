SELECT child.customer_id, child.id, child.status, child.created_at, child.current_period_end
FROM unnest(CAST(:ids AS text[])) AS parent (id)
CROSS JOIN LATERAL (
    SELECT * FROM subscription
    WHERE project_id = :project AND live_mode AND customer_id = parent.id
        AND (CAST(:status AS text) IS NULL OR status = :status)
    ORDER BY created_at DESC, id DESC
    LIMIT :first
) AS child
ORDER BY child.created_at DESC, child.id DESC
