SELECT id, name, email, phone, created_at, address
FROM customer
WHERE project_id = :project AND live_mode = 1 AND id = :id
