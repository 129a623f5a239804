SELECT id, name, email, phone, created_at, address
FROM customer
WHERE project_id = :project AND live_mode
ORDER BY created_at DESC, id DESC
LIMIT :first
